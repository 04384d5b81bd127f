-- KEYS: setback, environment's index of broken connections. ARGV: deadline, member of the index
-- Answers {how many there were}.
redis.call('ZREM', KEYS[2], ARGV[2])
return {redis.call('DEL', KEYS[1])}
