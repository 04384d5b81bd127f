-- Part of quota-settle: what each connection of a shared bucket may take (FairShares).

local MOST_LOOKED_AT = 500
local grantedNow = {}

local function turnTo(period)
  if period == s.period then
    return
  end
  if period == s.period + 1 and redis.call('EXISTS', KEYS[2]) == 1 then
    redis.call('RENAME', KEYS[2], KEYS[3])
  else
    redis.call('DEL', KEYS[2], KEYS[3])
  end
  s.fresh, s.period = 0, period
end

local function addUse(connection, permits)
  if redis.call('HSETNX', KEYS[2], connection, 0) == 1 and redis.call('HEXISTS', KEYS[3], connection) == 0 then
    s.fresh = s.fresh + 1
  end
  if permits > 0 then
    redis.call('HINCRBY', KEYS[2], connection, permits)
  end
end

local function usedBy(connection)
  return tonumber(redis.call('HGET', KEYS[2], connection) or 0) + (grantedNow[connection] or 0)
end

local function active()
  return redis.call('HLEN', KEYS[3]) + s.fresh
end

local function shareOf(limit)
  return math.max(1, math.floor(limit / math.max(1, active())))
end

local function reserve(connection, share)
  local most = math.ceil(share * refill.timeLeft())
  local all = active()
  if all > MOST_LOOKED_AT then
    return (all - 1) * most
  end
  local used = redis.call('HGETALL', KEYS[2])
  local reserved = (all - #used / 2) * math.min(share, most)
  for i = 1, #used, 2 do
    if used[i] ~= connection then
      local theirs = tonumber(used[i + 1]) + (grantedNow[used[i]] or 0)
      reserved = reserved + math.min(math.max(0, share - theirs), most)
    end
  end
  return reserved
end

local function mostFor(connection, wanted)
  local available, share = refill.available(), shareOf(refill.limit())
  local could = math.min(wanted, available)
  local own = math.min(could, math.max(0, share - usedBy(connection)))
  if own == could then
    return own
  end
  local surplus = math.max(0, available - own - reserve(connection, share))
  return own + math.min(wanted - own, surplus)
end
