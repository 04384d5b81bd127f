-- KEYS: environment's index of broken connections. ARGV: deadline
-- Answers {how many there are}.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
return {redis.call('ZCARD', KEYS[1])}
