-- KEYS: row, index. ARGV: deadline, channel, message, unique key, fields...
-- Answers {1}, or {0} when the row exists.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return {0}
end
redis.call('HSET', KEYS[1], 'generation', '1', unpack(ARGV, 5))
redis.call('ZADD', KEYS[2], 0, ARGV[4])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return {1}
