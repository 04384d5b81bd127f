-- KEYS: row. ARGV: deadline, sealed value as read, the same sealed under the newest key
-- Answers {1}, or {0} when the row was written or removed meanwhile. Neither generation nor caches change: what is
-- sealed is the same.
if redis.call('HGET', KEYS[1], 'sealed') ~= ARGV[2] then
  return {0}
end
redis.call('HSET', KEYS[1], 'sealed', ARGV[3])
return {1}
