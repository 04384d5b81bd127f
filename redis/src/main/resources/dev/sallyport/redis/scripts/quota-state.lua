-- First part of quota-settle: the bucket as it is known, and what an answer told.

local MARGIN, SHORTEST_WAIT = 100, 10

local shape = table.concat({ARGV[6], ARGV[7], ARGV[8]}, ':')
local shared = ARGV[9] == '1'
if savedShape and savedShape ~= shape then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
  s, reports = {}, {}
end
fillIn()
s.window = s.window or (ARGV[6] == 'F' and 1 or now)
s.margin = s.margin or MARGIN

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
