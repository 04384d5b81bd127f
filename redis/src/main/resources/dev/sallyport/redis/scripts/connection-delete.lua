-- KEYS: environment's index, integration's index, index of broken ones, then for each connection its row, its setback
-- and its journal.
-- ARGV: deadline, channel, then for each connection its message and its member of the indexes
-- Answers {how many there were}.
local removed = 0
for i = 3, #ARGV, 2 do
  local row = 3 * (i - 3) / 2 + 4
  local member = ARGV[i + 1]
  removed = removed + redis.call('DEL', KEYS[row])
  redis.call('DEL', KEYS[row + 1], KEYS[row + 2])
  redis.call('ZREM', KEYS[1], member)
  redis.call('ZREM', KEYS[2], member)
  redis.call('ZREM', KEYS[3], member)
  redis.call('PUBLISH', ARGV[2], ARGV[i])
end
return {removed}
