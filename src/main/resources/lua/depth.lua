#!lua flags=no-writes
-- How many writes wait in each state, and for how many milliseconds the oldest of the pending and leased has.
local LOOK = 9 -- the first of each index: the oldest, as far as expiry tells
local oldest = NOW

local function look(index)
  for _, hash in ipairs(redis.call('ZRANGE', index, 0, LOOK)) do
    local line = head(hash)
    oldest = math.min(oldest, line and tonumber(line:match('^%S+ (%d+)')) or oldest)
  end
end

look(P .. 'lease')
look(P .. 'wait')
for _, scope in ipairs(redis.call('SMEMBERS', P .. 'scopes')) do
  look(P .. 'ready:' .. scope)
  look(P .. 'later:' .. scope)
end
local n = redis.call('HMGET', P .. 'n', 'pending', 'leased', 'parked', 'dead')
return { tonumber(n[1]) or 0, tonumber(n[2]) or 0, tonumber(n[3]) or 0, tonumber(n[4]) or 0, NOW - oldest }
