-- What the steps of the shared cache have in common. docs/caching.md defines the keys. Losing any of them costs calls and
-- never an answer, so that nothing here is as durable as the queue.
local INDEX, SIZES, TOTAL, FLOORS = P .. 'ci', P .. 'cs', P .. 'ct', P .. 'cf'

-- Drops one entry, and what is noted of it.
local function forget(entry)
  local size = redis.call('HGET', SIZES, entry)
  redis.call('DEL', P .. 'c:' .. entry)
  redis.call('ZREM', INDEX, entry)
  if size then
    local bytes, path = string.match(size, '^(%d+) (.*)$')
    redis.call('HDEL', SIZES, entry)
    redis.call('DECRBY', TOTAL, bytes)
    redis.call('SREM', P .. 'cp:' .. path, entry)
  end
end

-- Whether an answer to a request that began then has been invalidated since.
local function outdated(begun, path, provider, route)
  local marker = redis.call('GET', P .. 'cm:' .. path)
  if marker and begun <= tonumber(marker) then return true end
  for _, floor in ipairs(redis.call('HMGET', FLOORS, 'provider ' .. provider, 'route ' .. route)) do
    if floor and begun <= tonumber(floor) then return true end
  end
  return false
end
