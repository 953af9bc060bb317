#!lua flags=no-writes
-- How many writes wait in each state, and for how many milliseconds the oldest of the pending and leased has. Then for each
-- provider: its name, the same of its writes, and 1 if that was counted, 0 if it was reckoned from a sample.
local LOOK = 9 -- the first of each index: the oldest, as far as expiry tells
local SAMPLE = 200 -- of an index that has more, so many, evenly spread, stand for all
local oldest = NOW
local exact = 1
local all = {}

local function of(provider)
  if not all[provider] then
    all[provider] = { pending = 0, leased = 0, parked = 0, dead = 0, oldest = NOW }
  end
  return all[provider]
end

local function look(index)
  for _, hash in ipairs(redis.call('ZRANGE', index, 0, LOOK)) do
    local line = head(hash)
    local at, provider
    if line then at, provider = line:match('^%S+ (%d+) %S+ %S+ %S+ %S+ ([^/ ]+)/') end
    if at then
      local its = of(provider)
      oldest, its.oldest = math.min(oldest, tonumber(at)), math.min(its.oldest, tonumber(at))
    end
  end
end

-- Who has how many of an index in which all providers stand.
local function part(index, state)
  local size = redis.call('ZCARD', index)
  local looks = math.min(size, SAMPLE)
  for i = 0, looks - 1 do
    local rank = math.floor(i * size / looks)
    local hash = redis.call('ZRANGE', index, rank, rank)[1]
    local line = hash and head(hash)
    local provider = line and line:match('^%S+ %S+ %S+ %S+ %S+ %S+ ([^/ ]+)/')
    if provider then of(provider)[state] = of(provider)[state] + size / looks end
  end
  if size > looks then exact = 0 end
end

for _, scope in ipairs(redis.call('SMEMBERS', P .. 'scopes')) do
  local waits, due = P .. 'later:' .. scope, P .. 'ready:' .. scope
  local its = of(scope:match('^[^/]*'))
  its.pending = its.pending + redis.call('ZCARD', waits) + redis.call('ZCARD', due)
  look(due)
  look(waits)
end
look(P .. 'lease')
look(P .. 'wait')
part(P .. 'wait', 'pending')
part(P .. 'lease', 'leased')
part(P .. 'park', 'parked')
part(P .. 'dead', 'dead')
local n = redis.call('HMGET', P .. 'n', 'pending', 'leased', 'parked', 'dead')
local told = { tonumber(n[1]) or 0, tonumber(n[2]) or 0, tonumber(n[3]) or 0, tonumber(n[4]) or 0, NOW - oldest }
for provider, its in pairs(all) do
  local function round(count) return math.floor(count + 0.5) end
  told[#told + 1] = {
    provider, round(its.pending), round(its.leased), round(its.parked), round(its.dead), NOW - its.oldest, exact
  }
end
return told
