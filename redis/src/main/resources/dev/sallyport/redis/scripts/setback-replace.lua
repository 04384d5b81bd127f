-- KEYS: setback. ARGV: deadline, expected id ('' for none), id, sealed, ttl in ms
-- Answers {1}, or {0} when another one is there.
if (redis.call('HGET', KEYS[1], 'id') or '') ~= ARGV[2] then
  return {0}
end
redis.call('HSET', KEYS[1], 'id', ARGV[3], 'sealed', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return {1}
