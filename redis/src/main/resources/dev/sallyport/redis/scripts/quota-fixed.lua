-- A refill of quota-settle: whole at moments that only answers tell (FixedRefill, WindowEnd).

local refill = {}

function refill.refused() end

if ARGV[6] == 'F' then
  local RENEWAL, GUESSED_LENGTH = 1000, 60000
  local UNKNOWN, CONFIRMED, END_GUESSED, UNCONFIRMED = 0, 1, 2, 3

  -- Only a version that saved less leaves an end out: without one, nothing would ever come back.
  if s.resetAt == 0 and s.certainty ~= UNCONFIRMED then
    s.limit, s.remaining, s.certainty = 0, 0, UNKNOWN
  end
  s.earliest = s.earliest == 0 and s.resetAt or s.earliest

  local function tell(moment)
    s.resetAt, s.earliest = moment, moment
  end

  -- Of ends told in whole seconds the last is the safe one, but a slow answer tells it late, by any length.
  local function correct(moment)
    s.earliest = math.min(s.earliest, moment)
    s.resetAt = math.min(math.max(s.resetAt, moment), s.earliest + 1000)
  end

  local function wasEarly()
    local most = s.length > 0 and math.min(1100, math.floor(s.length / 4)) or 1100
    s.margin = math.max(s.margin, math.min(s.margin + 300, most))
  end

  -- How far apart two ends may be told and still be the same.
  local function tolerance()
    local most = clamp(math.floor(seen.resetIn / 2), 250, 1500)
    return s.length > 0 and math.min(most, math.floor(s.length / 2)) or most
  end

  local function learnLength(moment)
    local between = moment - s.lastResetAt
    if not seen.window and seen.remaining > 0 and 4 * between <= 5 * seen.resetIn + 4 * tolerance() then
      s.length = between
    end
  end

  local function mayAllow()
    return s.resetAt == 0 or s.allowed < s.limit
  end

  local function allow()
    if mayAllow() then
      local most = s.resetAt > 0 and s.limit - s.allowed or s.limit
      s.remaining = math.min(most, math.floor((s.limit + 19) / 20))
      s.allowed = s.allowed + s.remaining
      s.allowedAt = now
    end
  end

  local function confirm(remaining, moment)
    s.limit = limitOf(s.limit)
    s.remaining, s.least, s.certainty = remaining, seen.remaining, CONFIRMED
    tell(moment)
  end

  -- What the provider counted as the last one so far is among the answered or still in flight, so at least the lowest it
  -- told, less those, is left.
  local function adjust(inFlight)
    s.limit = limitOf(s.limit)
    s.least = math.min(s.least, seen.remaining)
    local most = free(seen.order > 0 and s.given - seen.order or 0)
    s.remaining = math.max(math.min(s.remaining, most), s.least - inFlight)
  end

  local function startWithoutEnd(uncounted)
    s.limit = limitOf(s.limit)
    s.remaining, s.least = free(uncounted), seen.remaining
    s.certainty = (s.resetAt > 0 or s.length > 0) and CONFIRMED or END_GUESSED
  end

  local function seeWithoutEnd(inFlight)
    if s.certainty == UNKNOWN then
      startWithoutEnd(inFlight)
    elseif s.certainty == UNCONFIRMED then
      startWithoutEnd(s.given - seen.order)
    else
      adjust(inFlight)
    end
    if s.resetAt == 0 then
      tell(now + (s.length > 0 and s.length or GUESSED_LENGTH))
    end
  end

  local function seeAfterRoll(inFlight, moment)
    local later = moment - s.lastResetAt
    if seen.order == 0 then
      -- Sent before the roll: most likely it tells of the old window, late.
      if s.length > 0 and later >= math.floor(s.length / 2) then
        confirm(free(math.max(s.given, inFlight)), moment)
      end
    elseif later > tolerance() then
      learnLength(moment)
      confirm(free(s.given - seen.order), moment)
    elseif later >= -tolerance() then
      if seen.remaining == 0 then
        wasEarly()
        confirm(0, moment + 250)
      else
        s.limit = limitOf(s.limit)
        s.remaining = math.min(s.remaining, free(s.given - seen.order))
      end
    end
  end

  -- Whether nearly all is left, and clearly more than could be in the window that the call was sent in.
  local function isNewer()
    local most = limitOf(s.limit)
    local slack = math.max(2, math.floor(most / 10))
    return seen.order > 0 and seen.remaining > most - seen.order + slack and 4 * seen.remaining >= 3 * most
  end

  local function seeWhileConfirmed(inFlight, moment)
    local tolerated = tolerance()
    if moment - s.resetAt > tolerated and isNewer() then
      s.window, s.given = s.window + 1, 0
      confirm(free(inFlight), moment)
      return true
    end
    local ofLast = math.abs(moment - s.lastResetAt) <= tolerated
    if moment - s.resetAt >= -tolerated or (seen.order > 0 and not ofLast) then
      adjust(inFlight)
      correct(moment)
    end
    return false
  end

  function refill.advance()
    if s.resetAt > 0 and now >= s.resetAt + s.margin then
      s.window, s.certainty, s.lastResetAt = s.window + 1, UNCONFIRMED, s.resetAt
      tell(s.length > 0 and now + s.length or 0)
      s.allowed, s.given = 0, 0
      allow()
      return true
    end
    if s.certainty == UNCONFIRMED and s.remaining == 0 and now >= s.allowedAt + RENEWAL then
      allow()
    end
    return false
  end

  function refill.limit() return s.limit end
  function refill.available() return s.remaining end
  function refill.isSure() return s.certainty == CONFIRMED end
  function refill.period() return s.window end
  function refill.resetIn() return s.resetAt > 0 and math.max(0, s.resetAt - now) or -1 end
  function refill.keep() return math.max(0, s.resetAt - now) + (s.length > 0 and s.length or GUESSED_LENGTH) end

  function refill.take(permits)
    s.given = s.given + permits
    s.remaining = math.max(0, s.remaining - permits)
  end

  function refill.giveBack(permits)
    if s.remaining + permits <= s.limit then
      s.given = math.max(0, s.given - permits)
      s.remaining = s.remaining + permits
    end
  end

  function refill.see(inFlight)
    if seen.window then
      s.length = seen.window
    end
    if not seen.resetIn then
      seeWithoutEnd(inFlight)
      return false
    end
    local moment = now + seen.resetIn
    if s.certainty == UNKNOWN then
      confirm(free(inFlight), moment)
    elseif s.certainty == END_GUESSED then
      adjust(inFlight)
      s.certainty = CONFIRMED
      tell(moment)
    elseif s.certainty == UNCONFIRMED then
      seeAfterRoll(inFlight, moment)
    else
      return seeWhileConfirmed(inFlight, moment)
    end
    return false
  end

  function refill.refused()
    if s.certainty == UNCONFIRMED then
      wasEarly()
    end
  end

  function refill.wait()
    local wait = s.resetAt > 0 and s.resetAt + s.margin - now or math.huge
    if s.certainty == UNCONFIRMED and mayAllow() then
      wait = math.min(wait, s.allowedAt + RENEWAL - now)
    end
    return wait == math.huge and RENEWAL or math.max(SHORTEST_WAIT, wait)
  end

  function refill.timeLeft()
    return s.length > 0 and s.resetAt > 0 and clamp((s.resetAt - now) / s.length, 0, 1) or 1
  end
end
