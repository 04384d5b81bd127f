-- KEYS: environment's index, integration's index, rows...
-- ARGV: deadline, channel, then for each row its message and its member of the indexes
-- Answers {how many there were}.
local removed = 0
for i = 3, #KEYS do
  local member = ARGV[2 * i - 2]
  removed = removed + redis.call('DEL', KEYS[i])
  redis.call('ZREM', KEYS[1], member)
  redis.call('ZREM', KEYS[2], member)
  redis.call('PUBLISH', ARGV[2], ARGV[2 * i - 3])
end
return {removed}
