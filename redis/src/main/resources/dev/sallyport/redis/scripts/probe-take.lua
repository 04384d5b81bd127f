-- KEYS: probes of a host in this interval. ARGV: deadline, how many at most, length of an interval in ms
-- Answers {1} when one more is allowed.
local taken = redis.call('INCR', KEYS[1])
if taken == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {taken <= tonumber(ARGV[2]) and 1 or 0}
