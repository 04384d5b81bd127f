-- Looks at some records, for the file that follows.
-- KEYS: summaries, lists that have all records that fit...
-- ARGV: deadline, longest age in ms, 'newest' or 'oldest' first, lower id, upper id, how much to look at, filter, mark of each
--       list or ''...
-- An id may begin with a bracket, which excludes it; the upper one may be +.
local filter = cjson.decode(ARGV[7])
local newest = ARGV[3] == 'newest'
local LINE = '([^\n]*)\n'
local LINES = '^' .. string.rep(LINE, 7) .. '([^\n]*\n[^\n]*\n[^\n]*\n[^\n]*)'

-- The order of lines is SummaryText's.
local function fits(summary)
  local text = filter.text
  -- Most are told by this alone.
  if text and not string.find(string.lower(summary), text, 1, true) then
    return false
  end
  local status, failed, error, integration, provider, method, connection, rest = string.match(summary, LINES)
  if not status then
    return false
  end
  return (not filter.failed or filter.failed == failed)
    and (not filter.integration or filter.integration == integration)
    and (not filter.connection or filter.connection == connection)
    and (not filter.provider or filter.provider == provider)
    and (not filter.method or filter.method == method)
    and (not filter.error or filter.error == error)
    and (not filter.first or (tonumber(status) >= filter.first and tonumber(status) <= filter.last))
    and (not filter.integrations or filter.integrations[integration] == true)
    and (not filter.connections or filter.connections[connection] == true)
    and (not filter.trace or string.find(rest, '\n' .. filter.trace .. '\n', 1, true) ~= nil)
    and (not text or string.find(string.lower(connection .. '\n' .. rest), text, 1, true) ~= nil)
end

-- The shortest list, unless it saves little: what is on a list still has to be fetched.
local source, mark, shortest = KEYS[1], nil, redis.call('XLEN', KEYS[1]) * 0.8
for i = 2, #KEYS do
  local length = redis.call('XLEN', KEYS[i])
  if length <= shortest then
    source, mark, shortest = KEYS[i], tonumber(ARGV[6 + i]), length
  end
end

local function later(a, b)
  local ams, asequence = string.match(a, '(%d+)-?(%d*)')
  local bms, bsequence = string.match(b, '(%d+)-?(%d*)')
  if ams ~= bms then
    return tonumber(ams) > tonumber(bms)
  end
  return (tonumber(asequence) or 0) > (tonumber(bsequence) or 0)
end

-- Lists are trimmed later than what they are of, and all of them when something is added.
local lower, upper = ARGV[4], ARGV[5]
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local youngest = string.format('%.0f', math.max(0, now - tonumber(ARGV[2])))
if first and later(first[1], youngest) then
  youngest = first[1]
end
if later(youngest, lower) then
  lower = youngest
end

-- To look backwards from before the first, Redis goes through the whole stream.
local oldest = redis.call('XRANGE', source, '-', '+', 'COUNT', 1)[1]
local function isPassed()
  if not oldest then
    return true
  elseif not newest or upper == '+' then
    return false
  elseif string.sub(upper, 1, 1) == '(' then
    return not later(string.sub(upper, 2), oldest[1])
  end
  return later(oldest[1], upper)
end

local function summaryOf(entry)
  if source == KEYS[1] then
    return entry[2][2], 1
  end
  if mark and math.floor(tonumber(entry[2][2]) / 2) ~= mark then
    return nil, 0.5
  end
  local found = redis.call('XRANGE', KEYS[1], entry[1], entry[1])[1]
  return found and found[2][2], 1.5
end

-- Calls visit(id, summary) for those that fit until that is true. Answers the last id that it looked at, and whether it came to
-- the end.
local function walk(visit)
  local position = ''
  local left = tonumber(ARGV[6])
  while left > 0 do
    if isPassed() then
      return position, true
    end
    local some = newest and redis.call('XREVRANGE', source, upper, lower, 'COUNT', 100)
      or redis.call('XRANGE', source, lower, upper, 'COUNT', 100)
    for _, entry in ipairs(some) do
      local summary, effort = summaryOf(entry)
      position = entry[1]
      left = left - effort
      if summary and fits(summary) and visit(entry[1], summary) then
        return position, false
      end
    end
    if #some < 100 then
      return position, true
    end
    if newest then
      upper = '(' .. position
    else
      lower = '(' .. position
    end
  end
  return position, false
end
