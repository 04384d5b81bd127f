-- In front of quota-settle and quota-view: the bucket as it was saved, perhaps by another version of the gateway. What it did
-- not save, or saved in a form that is not ours, counts as zero or never; what we do not know stays as it is.
local s, reports, savedNames, savedShape = {}, {}, nil, nil

local function readReport(text)
  local readable, told = pcall(cjson.decode, text)
  local known = readable and type(told) == 'table' and told or {}
  for _, name in ipairs({'window', 'spent', 'inFlight', 'waiting', 'till'}) do
    if type(known[name]) ~= 'number' then
      known[name] = name == 'till' and now or 0
    end
  end
  return known
end

local saved = redis.call('HGETALL', KEYS[1])
for i = 1, #saved, 2 do
  local name, value = saved[i], saved[i + 1]
  if string.sub(name, 1, 2) == 'r:' then
    reports[string.sub(name, 3)] = readReport(value)
  elseif name == 'names' then
    savedNames = value
  elseif name == 'shape' then
    savedShape = value
  else
    local number = tonumber(value)
    s[name] = number and math.abs(number) < math.huge and number or nil
  end
end

-- What is missing, for all shapes of buckets; it stays missing while it is zero, since there may be a million of them.
local unsaved = {}
local function fillIn()
  for _, name in ipairs({
    'limit', 'remaining', 'resetAt', 'earliest', 'lastResetAt', 'length', 'allowedAt', 'allowed', 'given', 'least',
    'certainty', 'told', 'sum', 'level', 'near', 'period', 'fresh',
    'blockedUntil', 'strikes', 'blocked', 'starved', 'openAt', 'due', 'perMilli'}) do
    if not s[name] then
      s[name], unsaved[name] = 0, true
    end
  end
  s.at = s.at or now
end

-- A slot of a sliding bucket's log and its permits; of another form it is long past and holds none.
local function readSlot(entry)
  local start, permits = string.match(entry, '^(%d+) (%d+)$')
  return tonumber(start) or 0, tonumber(permits) or 0
end
