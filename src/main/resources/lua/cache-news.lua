#!lua flags=no-writes
-- What has been dropped since a replica heard of it. A: the last that it heard of, '' at first; how many it takes.
-- Gives {the last that it has now heard of, whether it may have missed something, {what was dropped, who told}...}.
local function edge(way, from, to)
  local found = redis.call(way, P .. 'cl', from, to, 'COUNT', 1)[1]
  return found and found[1]
end
if A[1] == '' then return { edge('XREVRANGE', '+', '-') or '0-0', 0, {} } end
local missed = 0
if A[1] ~= '0-0' and not edge('XRANGE', A[1], A[1]) then missed = 1 end
local last, dropped = A[1], {}
for i, one in ipairs(redis.call('XRANGE', P .. 'cl', '(' .. A[1], '+', 'COUNT', A[2])) do
  last, dropped[i] = one[1], { one[2][2], one[2][4] }
end
return { last, missed, dropped }
