-- After activity-walk, which says what came before in ARGV; after the marks: most answers.
-- Answers {1 when it came to the end, else 0, last id looked at or '', last id there is or '', id, summary, id, summary, ...}.
local answer = {0, '', ''}
local most = 3 + 2 * tonumber(ARGV[#ARGV])
local position, over = walk(function(id, summary)
  answer[#answer + 1] = id
  answer[#answer + 1] = summary
  return #answer >= most
end)
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
answer[1], answer[2], answer[3] = over and 1 or 0, position, last and last[1] or ''
return answer
