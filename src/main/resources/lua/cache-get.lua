#!lua flags=no-writes
-- Finds an entry. A: entry, path, provider, route.
-- Gives {} or {age of the answer, age of its request, sealed}; ages in milliseconds.
local found = redis.call('HMGET', P .. 'c:' .. A[1], 'n', 'b', 'v')
if not found[3] or outdated(tonumber(found[2]), A[2], A[3], A[4]) then return {} end
return { NOW - found[1], NOW - found[2], found[3] }
