-- Puts a bucket into the index of its environment, and takes out some of those that are no longer: an index that nobody reads
-- would grow for ever otherwise.
-- KEYS: index. ARGV: deadline, digest of the bucket, when it is no longer, how long the index is kept
local SOME = 100

redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now), 'LIMIT', 0, SOME)
if #gone > 0 then
  redis.call('ZREM', KEYS[1], unpack(gone))
end
return {}
