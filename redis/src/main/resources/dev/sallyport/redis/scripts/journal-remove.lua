-- KEYS: journal. ARGV: deadline, ids...
-- Answers {how many there were}.
local removed = redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
if redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[1])
end
return {removed}
