-- Part of quota-settle: blocks, and the ramp after them (Hold).

local function blockedMillis()
  return math.max(0, s.blockedUntil - now)
end

local function open()
  s.blocked, s.starved, s.openAt, s.due, s.perMilli = 0, 0, now, now, 0
end

local function isRamping()
  return s.openAt > 0 and now < s.openAt + 1000
end

local function dueFrom()
  return math.max(s.due, now - 15)
end

local function block(till)
  local later = till > s.blockedUntil
  s.blockedUntil = math.max(s.blockedUntil, till)
  s.blocked = 1
  return later
end

local function refuse(length)
  local already = now < s.blockedUntil
  if not already then
    s.strikes = s.strikes + 1
  end
  if length == 0 and already then
    return false
  end
  return block(now + (length > 0 and length or math.min(60000, 500 * 2 ^ math.min(s.strikes - 1, 10))))
end
