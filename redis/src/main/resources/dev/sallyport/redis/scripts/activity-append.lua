-- Keeps a batch of records, in order, and gives up what is too many or too old.
-- KEYS: summaries, details, lists...
-- ARGV: deadline, most records, longest age in ms, then for each record: when it ended in ms, failed (0 or 1), summary, details,
--       how many counted lists, their places in KEYS, how many marked lists, the place and the mark of each.
-- Answers {id, ...}.
-- An id is the time the call ended, unless another replica has been here with a later one: those who follow go by ids, so
-- none may come before another that they have seen. A clock that is ahead of this server's does not lead.
local ms, sequence = 0, 0
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      ms, sequence = string.match(info[i + 1], '(%d+)-(%d+)')
      ms, sequence = tonumber(ms), tonumber(sequence)
    end
  end
end

local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
first = first and first[1] or '0-0'

-- By list: how many were ever put on it, and how many of those had failed.
local counts, touched, ids = {}, {}, {}

local function counted(place, id, failed)
  local count = counts[place]
  if not count then
    local last = redis.call('XREVRANGE', KEYS[place], '+', '-', 'COUNT', 1)[1]
    count = last and {tonumber(last[2][2]), math.floor(tonumber(last[2][4]) / 2)} or {0, 0}
    counts[place] = count
  end
  count[1] = count[1] + 1
  count[2] = count[2] + failed
  redis.call('XADD', KEYS[place], 'MINID', '~', first, 'LIMIT', 1000, id, 'n', string.format('%.0f', count[1]), 'f',
    string.format('%.0f', 2 * count[2] + failed))
  touched[place] = true
end

local at = 3
local function take()
  at = at + 1
  return ARGV[at]
end

while at < #ARGV do
  local ended, failed = math.min(now, tonumber(take())), tonumber(take())
  if ended > ms then
    ms, sequence = ended, 0
  else
    sequence = sequence + 1
  end
  local id = string.format('%.0f-%.0f', ms, sequence)
  redis.call('XADD', KEYS[1], id, 's', take())
  redis.call('XADD', KEYS[2], id, 'd', take())
  for _ = 1, tonumber(take()) do
    counted(tonumber(take()), id, failed)
  end
  for _ = 1, tonumber(take()) do
    local place = tonumber(take())
    redis.call('XADD', KEYS[place], 'MINID', '~', first, 'LIMIT', 1000, id, 'm',
      string.format('%.0f', 2 * tonumber(take()) + failed))
    touched[place] = true
  end
  ids[#ids + 1] = id
end

-- By whole nodes, which is quick and leaves a few too many; bounded, for when a setting was lowered.
redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[2], 'LIMIT', 1000)
redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', math.max(0, now - tonumber(ARGV[3]))), 'LIMIT', 1000)
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if oldest then
  redis.call('XTRIM', KEYS[2], 'MINID', '~', oldest[1], 'LIMIT', 1000)
end

-- Rarely: a write for each key would double what replicas are sent.
local age = tonumber(ARGV[3])
local function keep(key)
  if redis.call('PTTL', key) < age then
    redis.call('PEXPIRE', key, string.format('%.0f', age + math.ceil(age / 4)))
  end
end
keep(KEYS[1])
keep(KEYS[2])
for place in pairs(touched) do
  keep(KEYS[place])
end
return ids
