-- Compare-and-set of an integration or a connection.
-- KEYS: row. ARGV: deadline, channel, message, expected generation, expected id ('' for rows without), fields...
-- Answers {new generation, created_at}, or {0} when the generation moved or the row is another one or gone. The id is
-- compared too, because the generation of a row made anew under the same name starts over. The message is followed by id
-- and generation.
local row = redis.call('HMGET', KEYS[1], 'generation', 'id', 'created_at')
if row[1] ~= ARGV[4] or (row[2] or '') ~= ARGV[5] then
  return {0}
end
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
local generation = redis.call('HINCRBY', KEYS[1], 'generation', 1)
redis.call('PUBLISH', ARGV[2], ARGV[3] .. ':' .. ARGV[5] .. ':' .. generation)
return {generation, row[3]}
