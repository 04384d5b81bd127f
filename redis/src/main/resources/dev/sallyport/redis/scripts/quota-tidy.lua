-- In front of quota-index and quota-list: takes some of those that are no longer out of the index. Never all of them: after a rush
-- of connections there are a million, and nobody else is served meanwhile.
local nowText = string.format('%.0f', now)
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. nowText, 'LIMIT', 0, 100)
if #gone > 0 then
  redis.call('ZREM', KEYS[1], unpack(gone))
end
