-- Digests of the buckets in an index that are not over, those that will be soon first.
-- KEYS: index. ARGV: deadline, how many at most
return redis.call('ZRANGEBYSCORE', KEYS[1], nowText, '+inf', 'LIMIT', 0, ARGV[2])
