-- KEYS: the key's row, its environment's index. ARGV: deadline, channel, message, id, hash, fields...
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return {1}
