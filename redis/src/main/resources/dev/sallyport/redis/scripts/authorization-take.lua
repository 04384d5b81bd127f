-- SPDX-License-Identifier: Apache-2.0
-- KEYS: authorization. ARGV: deadline, browser
-- Answers {sealed} and forgets it; {} when there is none, or it is another browser's.
if redis.call('HGET', KEYS[1], 'browser') ~= ARGV[2] then
  return {}
end
local sealed = redis.call('HGET', KEYS[1], 'sealed')
redis.call('DEL', KEYS[1])
return {sealed}
