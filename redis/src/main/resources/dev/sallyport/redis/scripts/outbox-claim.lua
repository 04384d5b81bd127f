-- KEYS: index by when due, deliveries. ARGV: deadline, most, ms until they are due again
-- Answers {id, sealed, id, sealed, ...}.
local answer = {}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, id in ipairs(due) do
  local sealed = redis.call('HGET', KEYS[2], id)
  if sealed then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), id)
    answer[#answer + 1] = id
    answer[#answer + 1] = sealed
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return answer
