#!lua flags=no-writes
-- What replicas say of themselves. Gives {name, ms since it said so, text}, one after the other.
local all, found = redis.call('HGETALL', P .. 'board'), {}
for i = 1, #all, 2 do
  local at, text = string.match(all[i + 1], '^(%d+) (.*)$')
  found[#found + 1] = all[i]
  found[#found + 1] = string.format('%.0f', math.max(0, NOW - at))
  found[#found + 1] = text
end
return found
