-- KEYS: row, environment's index, integration's index, last number.
-- ARGV: deadline, channel, message, member of the indexes, created_at if new, fields...
-- Answers {generation, created_at, id} as stored; the message is followed by id and generation.
local id = redis.call('HGET', KEYS[1], 'id')
if not id then
  id = redis.call('INCR', KEYS[4])
  redis.call('HSET', KEYS[1], 'id', id, 'created_at', ARGV[5])
  redis.call('ZADD', KEYS[2], id, ARGV[4])
  redis.call('ZADD', KEYS[3], id, ARGV[4])
end
local generation = redis.call('HINCRBY', KEYS[1], 'generation', 1)
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('PUBLISH', ARGV[2], ARGV[3] .. ':' .. id .. ':' .. generation)
return {generation, redis.call('HGET', KEYS[1], 'created_at'), id}
