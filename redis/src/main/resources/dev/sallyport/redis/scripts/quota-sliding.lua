-- A refill of quota-settle: a log of what was taken within the last window (SlidingRefill).

if ARGV[6] == 'S' then
  local declared, length = tonumber(ARGV[7]), tonumber(ARGV[8])
  local slot = declared <= 1000 and 1 or math.floor((length + 999) / 1000)

  local function taken(at)
    local entry = redis.call('LINDEX', KEYS[4], at)
    if not entry then
      return nil
    end
    return readSlot(entry)
  end

  if unsaved.sum then
    for _, entry in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do
      local _, permits = readSlot(entry)
      s.sum = s.sum + permits
    end
  end

  local function put(start, permits)
    redis.call('RPUSH', KEYS[4], string.format('%.0f %.0f', start, permits))
  end

  local function backAt(start)
    return start + slot - 1 + length + MARGIN
  end

  function refill.advance()
    local wasEmpty = refill.available() == 0
    local start, permits = taken(0)
    while start and backAt(start) <= now do
      redis.call('LPOP', KEYS[4])
      s.sum = s.sum - permits
      start, permits = taken(0)
    end
    if not start then
      s.sum = 0
    end
    return wasEmpty and refill.available() >= math.max(10, math.floor(refill.limit() / 5))
  end

  function refill.limit() return s.told > 0 and math.min(declared, s.told) or declared end
  function refill.available() return math.max(0, refill.limit() - s.sum) end
  function refill.isSure() return true end
  function refill.period() return math.floor(now / length) end
  function refill.resetIn() return -1 end
  function refill.keep() return 2 * length end
  function refill.timeLeft() return 1 end

  local function log(permits)
    if permits == 0 then
      return
    end
    local start, before = now - now % slot, 0
    local last, lastPermits = taken(-1)
    if last == start then
      redis.call('RPOP', KEYS[4])
      before = lastPermits
    end
    put(start, before + permits)
    s.sum = s.sum + permits
  end

  function refill.take(permits)
    s.given = s.given + permits
    log(permits)
  end

  function refill.giveBack(permits)
    if refill.available() + permits > refill.limit() then
      return
    end
    s.given = math.max(0, s.given - permits)
    local left = permits
    local start, lastPermits = taken(-1)
    while left > 0 and start do
      local back = math.min(left, lastPermits)
      redis.call('RPOP', KEYS[4])
      if back < lastPermits then
        put(start, lastPermits - back)
      end
      left, s.sum = left - back, s.sum - back
      start, lastPermits = taken(-1)
    end
  end

  function refill.see(inFlight)
    if seen.limit then
      s.told = seen.limit
    end
    log(math.max(0, refill.available() - free(seen.order > 0 and s.given - seen.order or inFlight)))
    return false
  end

  function refill.wait()
    local start = taken(0)
    return start and math.max(SHORTEST_WAIT, backAt(start) - now) or SHORTEST_WAIT
  end
end
