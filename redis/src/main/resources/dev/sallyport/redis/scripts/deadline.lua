-- SPDX-License-Identifier: Apache-2.0
-- In front of every script. ARGV[1]: the caller's deadline, ms since the epoch by this server's clock.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if now > tonumber(ARGV[1]) then
  return redis.error_reply('DEADLINE ' .. string.format('%.0f', now))
end
