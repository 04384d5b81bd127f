-- KEYS: index by when due, deliveries. ARGV: deadline, id, sealed, ms until it is due, ttl in ms
-- Answers {1}, or {0} when it is not there: then somebody else has delivered it.
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then
  return {0}
end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[4]), ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {1}
