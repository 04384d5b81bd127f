-- KEYS: lease. ARGV: deadline, token
if redis.call('GET', KEYS[1]) == ARGV[2] then
  redis.call('DEL', KEYS[1])
  return {1}
end
return {0}
