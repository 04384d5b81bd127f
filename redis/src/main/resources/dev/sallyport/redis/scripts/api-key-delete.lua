-- KEYS: the key's row, its environment's index. ARGV: deadline, channel, message, id, hash
-- Answers {1} when the index still named this row for the id.
if redis.call('HGET', KEYS[2], ARGV[4]) ~= ARGV[5] then
  return {0}
end
redis.call('DEL', KEYS[1])
redis.call('HDEL', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return {1}
