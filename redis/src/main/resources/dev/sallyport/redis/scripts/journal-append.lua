-- KEYS: journal. ARGV: deadline, most entries, ttl in ms, sealed entry
-- Answers {id}.
local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*', 'sealed', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {id}
