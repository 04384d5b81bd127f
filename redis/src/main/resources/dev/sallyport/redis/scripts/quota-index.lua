-- Puts a bucket into the index of its environment.
-- KEYS: index. ARGV: deadline, digest of the bucket, when it is no longer, how long the index is kept
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {}
