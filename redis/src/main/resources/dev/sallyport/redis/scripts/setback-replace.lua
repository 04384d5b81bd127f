-- KEYS: setback, environment's index of broken connections, connection.
-- ARGV: deadline, expected id ('' for none), id, sealed, ttl in ms, '1' if it is broken, member of the index
-- Answers {1}, or {0} when another one is there. A connection that was deleted meanwhile is not counted as broken.
if (redis.call('HGET', KEYS[1], 'id') or '') ~= ARGV[2] then
  return {0}
end
redis.call('HSET', KEYS[1], 'id', ARGV[3], 'sealed', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if ARGV[6] == '1' and redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('ZADD', KEYS[2], string.format('%.0f', now + tonumber(ARGV[5])), ARGV[7])
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
else
  redis.call('ZREM', KEYS[2], ARGV[7])
end
return {1}
