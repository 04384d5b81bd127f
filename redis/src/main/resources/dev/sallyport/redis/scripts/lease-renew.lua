-- KEYS: lease. ARGV: deadline, token, ttl in ms
-- Answers {0} when it is the token's no longer, also when it is free: somebody may have had it in between.
if redis.call('GET', KEYS[1]) ~= ARGV[2] then
  return {0}
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {1}
