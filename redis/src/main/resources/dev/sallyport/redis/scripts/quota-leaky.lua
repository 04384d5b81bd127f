-- A refill of quota-settle: drop by drop up to a capacity (LeakyRefill).

if ARGV[6] == 'L' then
  local perMilli = tonumber(ARGV[7]) / 1000

  local function millisFor(permits)
    return math.min(366 * 86400000, math.ceil(permits / perMilli))
  end

  function refill.advance()
    if now > s.at then
      s.level = math.min(s.limit, s.level + (now - s.at) * perMilli)
      s.at = now
    end
    return false
  end

  function refill.limit() return s.limit end
  function refill.available() return math.floor(s.level) end
  function refill.isSure() return true end
  function refill.period() return s.limit == 0 and 0 or math.floor(now / math.max(1, millisFor(s.limit))) end
  function refill.resetIn() return -1 end
  function refill.keep() return 2 * millisFor(s.limit) end
  function refill.timeLeft() return 1 end
  function refill.wait() return math.max(SHORTEST_WAIT, millisFor(1 - s.level)) end

  function refill.take(permits)
    s.given = s.given + permits
    s.level = math.max(0, s.level - permits)
  end

  function refill.giveBack(permits)
    if s.level + permits <= s.limit then
      s.given = math.max(0, s.given - permits)
      s.level = s.level + permits
    end
  end

  function refill.see(inFlight)
    local left = free(seen.order > 0 and s.given - seen.order or inFlight)
    local first = s.limit == 0
    s.limit = limitOf(s.limit)
    s.level = math.min(s.limit, (first or left < s.level) and left or s.level + (left - s.level) / 2)
    return false
  end
end
