-- KEYS: row, index. ARGV: deadline, channel, message, unique key
local removed = redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return {removed}
