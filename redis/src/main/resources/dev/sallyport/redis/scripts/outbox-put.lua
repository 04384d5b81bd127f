-- KEYS: index by when due, deliveries. ARGV: deadline, id, sealed, most deliveries, ttl in ms
-- Answers {1}, or {0} when there are too many. One that is there already stays as it is.
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then
  return {1}
end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then
  return {0}
end
redis.call('ZADD', KEYS[1], now, ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {1}
