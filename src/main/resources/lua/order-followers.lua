#!lua flags=no-writes
-- Who obeys what is ordered. Gives {name, version, ms since it said so}, one after the other.
local all, found = redis.call('HGETALL', P .. 'followers'), {}
for i = 1, #all, 2 do
  local version, seen = string.match(all[i + 1], '^(%d+) (%d+)$')
  table.insert(found, all[i])
  table.insert(found, version)
  table.insert(found, string.format('%.0f', math.max(0, NOW - seen)))
end
return found
