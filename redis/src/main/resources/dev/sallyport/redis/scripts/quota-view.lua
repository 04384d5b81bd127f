-- How a bucket stands, for people to read; changes nothing.
-- KEYS: state and reports, log. ARGV: deadline
-- Answers {names, limit, remaining, whole at, blocked until, waiting}, -1 for what is not known; {} where there is no bucket.
if #saved == 0 then
  return {}
end
local kind, first, second = string.match(savedShape or '', '^([FSL]):([^:]*):([^:]*)$')
if not savedNames or not kind or (kind ~= 'F' and not tonumber(first)) or (kind == 'S' and not tonumber(second)) then
  return {}
end
fillIn()
local waiting = 0
for _, report in pairs(reports) do
  waiting = waiting + (report.till > now and report.waiting or 0)
end
local limit, remaining, wholeAt = s.limit, s.remaining, -1
if kind == 'F' then
  if s.resetAt > now then
    wholeAt = s.resetAt
  elseif s.resetAt > 0 then
    remaining = limit
  end
elseif kind == 'S' then
  limit = s.told > 0 and math.min(tonumber(first), s.told) or tonumber(first)
  local slot = tonumber(first) <= 1000 and 1 or math.floor((tonumber(second) + 999) / 1000)
  local sum = 0
  for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    local start, permits = readSlot(entry)
    local back = start + slot - 1 + tonumber(second) + 100
    if back > now then
      sum, wholeAt = sum + permits, back
    end
  end
  remaining = math.max(0, limit - sum)
else
  local perMilli = tonumber(first) / 1000
  local level = math.min(limit, s.level + math.max(0, now - s.at) * perMilli)
  remaining = math.floor(level)
  if level < limit then
    wholeAt = now + math.ceil((limit - level) / perMilli)
  end
end
return {
  savedNames,
  limit == 0 and -1 or limit,
  limit == 0 and -1 or remaining,
  wholeAt,
  s.blockedUntil > now and s.blockedUntil or -1,
  waiting}
