-- KEYS: lease. ARGV: deadline, token, ttl in ms
-- Answers {1} when it was free or the token's already: whoever got no answer asks again and learns that it is his.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[2] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {1}
