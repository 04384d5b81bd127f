-- KEYS: index by when due, deliveries. ARGV: deadline, id
-- Answers {how many there were}.
redis.call('ZREM', KEYS[1], ARGV[2])
return {redis.call('HDEL', KEYS[2], ARGV[2])}
