-- How many were put on a list between moments: each entry says how many were before it, so none is counted.
-- KEYS: summaries, list. ARGV: deadline, longest age in ms, moments in ms...
-- Answers {succeeded, failed, succeeded, failed, ...} for what lies between each moment and the next.
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if not first then
  first = {'0-0'}
end
local youngest = math.max(0, now - tonumber(ARGV[2]))

local function counts(entry)
  local both = tonumber(entry[2][4])
  return tonumber(entry[2][2]), math.floor(both / 2), both % 2
end

-- How many were put on it before the moment, ever. By the next one there is: to look backwards from before the first, Redis goes
-- through the whole stream.
local function before(moment)
  local following = redis.call('XRANGE', KEYS[2], moment, '+', 'COUNT', 1)[1]
  if following then
    local all, failed, itself = counts(following)
    return all - 1, failed - itself
  end
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  if last then
    return counts(last)
  end
  return 0, 0
end

-- Not before the oldest that is kept: lists are trimmed later than what they are of.
local function within(moment)
  if tonumber(string.match(first[1], '%d+')) >= math.max(youngest, tonumber(moment)) then
    return first[1]
  end
  return string.format('%.0f-0', math.max(youngest, tonumber(moment)))
end

local answer = {}
local all, failed = before(within(ARGV[3]))
for i = 4, #ARGV do
  local allThen, failedThen = before(within(ARGV[i]))
  local failures = failedThen - failed
  answer[#answer + 1] = allThen - all - failures
  answer[#answer + 1] = failures
  all, failed = allThen, failedThen
end
return answer
