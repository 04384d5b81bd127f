-- First part of quota-settle: the bucket as it was saved, and what an answer told.

local MARGIN, SHORTEST_WAIT = 100, 10

local shape = table.concat({ARGV[6], ARGV[7], ARGV[8]}, ':')
local shared = ARGV[9] == '1'
local s, reports = {}, {}
local saved = redis.call('HGETALL', KEYS[1])
for i = 1, #saved, 2 do
  local name = saved[i]
  if string.sub(name, 1, 2) == 'r:' then
    reports[string.sub(name, 3)] = cjson.decode(saved[i + 1])
  elseif name ~= 'names' and name ~= 'shape' then
    s[name] = tonumber(saved[i + 1])
  elseif name == 'shape' and saved[i + 1] ~= shape then
    s.other = 1
  end
end
if s.other then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
  s, reports = {}, {}
end
s.window = s.window or (ARGV[6] == 'F' and 1 or now)
s.at, s.margin = s.at or now, s.margin or MARGIN
for _, name in ipairs({
  'limit', 'remaining', 'resetAt', 'earliest', 'lastResetAt', 'length', 'allowedAt', 'allowed', 'given', 'least',
  'certainty', 'told', 'sum', 'level', 'near', 'period', 'fresh',
  'blockedUntil', 'strikes', 'blocked', 'starved', 'openAt', 'due', 'perMilli'}) do
  s[name] = s[name] or 0
end

local function clamp(value, least, most)
  return math.max(least, math.min(most, value))
end

local seen = ARGV[14] ~= '' and {
  remaining = tonumber(ARGV[14]),
  limit = tonumber(ARGV[15]),
  resetIn = tonumber(ARGV[16]),
  window = tonumber(ARGV[17]),
  order = tonumber(ARGV[18])
} or nil

-- A limit for providers that tell only what remains.
local function limitOf(known)
  return seen.limit or math.max(known, 1, seen.remaining)
end

local function free(uncounted)
  return math.max(0, seen.remaining - math.max(0, uncounted))
end
