-- One exchange about a bucket: what a replica tells, what it gets. Does in Redis what BucketState and the types around it
-- do in memory, in the same order and by the same names; a change to one is a change to both (docs/adr/0007). Behind
-- quota-saved, quota-state, quota-hold, the refills and quota-shares.
-- KEYS: state and reports (hash), permits used per connection (hash), the same of the last period (hash), log (list).
-- ARGV: deadline, channel, names, replica, replicas, shape, its limit or rate, its window, shared,
--   window, spent, in flight, waiting, remaining seen, limit seen, reset seen, window seen, order of what was seen,
--   length of the block, returned, how many used, then each connection and its permits, then the wants alike.
--   Times are milliseconds, '' is none.
-- Answers {window, limit, remaining, given, reset in, blocked for, credit (-1: no limit), retry in, share, granted...,
--   then the connections beyond their share}; -1 is none.


local at = 21
local function pairsOf()
  local list = {}
  local count = tonumber(ARGV[at])
  for i = 1, count do
    list[i] = {ARGV[at + 2 * i - 1], tonumber(ARGV[at + 2 * i])}
  end
  at = at + 1 + 2 * count
  return list
end
local used = pairsOf()
local wants = pairsOf()
local wanted = 0
for _, each in ipairs(wants) do
  wanted = wanted + each[2]
end

local function refilled()
  if s.starved == 1 then
    open()
  end
  s.near = 0
end

local function isNear()
  return refill.available() * 5 < refill.limit()
end

local wasUnknown = refill.limit() == 0
if refill.advance() then
  refilled()
end
if s.blocked == 1 and now >= s.blockedUntil then
  open()
end
if s.strikes > 0 and now >= s.blockedUntil + 60000 then
  s.strikes = 0
end

-- What the replica reports; spent -1 stands for any: its next total is its start.
local replica = ARGV[4]
for name, report in pairs(reports) do
  local expired = report.till + (report.window == s.window and 25 * 3600000 or 0)
  if now >= expired then
    reports[name] = nil
    redis.call('HDEL', KEYS[1], 'r:' .. name)
  end
end
local known = reports[replica]
local before = known and known.window == s.window and known.spent or 0
local current = tonumber(ARGV[10]) == s.window
local spent = current and math.max(before, tonumber(ARGV[11])) or before
reports[replica] = {
  window = s.window, spent = spent, inFlight = tonumber(ARGV[12]), till = now + 30000,
  waiting = math.max(tonumber(ARGV[13]), wanted)}
refill.take(before == -1 and 0 or spent - before)
local returned = tonumber(ARGV[20])
if current and returned > 0 then
  refill.giveBack(returned)
end
if shared then
  turnTo(refill.period())
  for _, each in ipairs(used) do
    addUse(each[1], current and each[2] or 0)
  end
  for _, each in ipairs(wants) do
    addUse(each[1], 0)
  end
end

local inFlight, waiting, live = 0, 0, 0
for _, report in pairs(reports) do
  if report.till > now then
    inFlight, waiting, live = inFlight + report.inFlight, waiting + report.waiting, live + 1
  end
end

local blockFor = tonumber(ARGV[19])
local wasSure = refill.isSure()
if seen then
  if refill.see(inFlight) then
    refilled()
  end
  if seen.remaining > 0 and not blockFor and now >= s.blockedUntil then
    s.strikes = 0
  end
end
local confirmed = not wasSure and refill.isSure()
if confirmed and s.starved == 1 then
  open()
end
-- Others wait for the guess to be renewed, and would not ask before.
local opened = confirmed and waiting > tonumber(ARGV[13])
local learned = wasUnknown and refill.limit() > 0
if learned then
  for name, report in pairs(reports) do
    if name ~= replica then
      report.spent = -1
    end
  end
end
if blockFor then
  refill.refused()
end
local refused = blockFor and refuse(blockFor)

-- Grants

s.perMilli = math.max(s.perMilli, 0.07, waiting / 700)
if shared then
  turnTo(refill.period())
end
local ramped = isRamping() or (refill.limit() == 0 and s.strikes > 0)

local function allowedFor(connection, wanted)
  if blockedMillis() > 0 then
    return 0
  elseif refill.limit() == 0 then
    return wanted
  end
  return shared and mostFor(connection, wanted) or math.min(wanted, refill.available())
end

local function due()
  return dueFrom() > now and 0 or math.floor((now - dueFrom()) * s.perMilli) + 1
end

local retryIn = math.huge
local granted = {}
for i, want in ipairs(wants) do
  local connection, wanted = want[1], want[2]
  local allowed = allowedFor(connection, wanted)
  local served = ramped and math.min(allowed, due()) or allowed
  refill.take(served)
  if ramped and served > 0 then
    s.due = dueFrom() + served / s.perMilli
  end
  if shared then
    grantedNow[connection] = (grantedNow[connection] or 0) + served
  end
  granted[i] = served
  if allowed < wanted then
    s.starved = 1
    local wait = blockedMillis()
    if wait == 0 then
      wait = refill.available() == 0 and refill.wait() or 100
    end
    retryIn = math.min(retryIn, wait)
  end
  if served < allowed then
    retryIn = math.min(retryIn, math.max(SHORTEST_WAIT, math.ceil(s.due - now)))
  end
end

for _, each in ipairs(granted) do
  reports[replica].inFlight = reports[replica].inFlight + each
end

-- The standing

local limit = refill.limit()
local function credit()
  if blockedMillis() > 0 or isRamping() or (limit == 0 and s.strikes > 0) then
    return 0
  elseif limit == 0 then
    return -1
  elseif not refill.isSure() or isNear() then
    return 0
  end
  local parts = 20 * math.max(tonumber(ARGV[5]), live)
  local fair = math.floor(refill.available() / parts)
  return (fair > 0 or parts > limit) and fair or 1
end

local answer = {
  s.window,
  limit == 0 and -1 or limit,
  limit == 0 and 0 or refill.available(),
  s.given,
  refill.resetIn(),
  blockedMillis(),
  credit(),
  retryIn == math.huge and 0 or retryIn,
  (limit == 0 or not shared) and 0 or shareOf(limit)}
for _, each in ipairs(granted) do
  answer[#answer + 1] = each
end
if shared and limit > 0 then
  local told = {}
  local share = shareOf(limit)
  for _, list in ipairs({used, wants}) do
    for _, each in ipairs(list) do
      if not told[each[1]] and usedBy(each[1]) >= share then
        told[each[1]] = true
        answer[#answer + 1] = each[1]
      end
    end
  end
end

if refill.available() * 2 >= limit then
  s.near = 0
end
local comesNear = refill.isSure() and limit > 0 and isNear() and s.near == 0
if comesNear then
  s.near = 1
end
if refused or learned or opened or comesNear then
  redis.call('PUBLISH', ARGV[2], string.format('%.0f ', refused and blockedMillis() or 0) .. ARGV[3])
end

local function withoutZeros(report)
  local told = {}
  for name, value in pairs(report) do
    told[name] = value ~= 0 and value or nil
  end
  return told
end

local fields = {'names', ARGV[3], 'shape', shape}
for name, value in pairs(s) do
  if value ~= 0 or not unsaved[name] then
    fields[#fields + 1] = name
    fields[#fields + 1] = string.format('%.17g', value)
  end
end
for name, report in pairs(reports) do
  fields[#fields + 1] = 'r:' .. name
  fields[#fields + 1] = cjson.encode(withoutZeros(report))
end
redis.call('HSET', KEYS[1], unpack(fields))
local keep = clamp(math.max(refill.keep(), s.blockedUntil + 60000 - now), 60000, 25 * 3600000)
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, string.format('%.0f', keep))
end
return answer
