#!lua
-- Keeps an entry, within the bytes that a partition may hold: what ends first makes room. Not allow-oom.
-- A: entry, path, provider, route, age of its request, age of the answer, keep, bytes of the partition, sealed.
-- Times in milliseconds. Gives 1 if it is kept.
local entry, path, sealed = A[1], A[2], A[9]
local begun, born, keep, most = NOW - A[5], NOW - A[6], tonumber(A[7]), tonumber(A[8])
if outdated(begun, path, A[3], A[4]) then return 0 end
local before = redis.call('HGET', P .. 'c:' .. entry, 'b')
if before and tonumber(before) > begun then return 0 end -- a later request's answer is here
forget(entry)
for _, ended in ipairs(redis.call('ZRANGE', INDEX, '-inf', NOW, 'BYSCORE', 'LIMIT', 0, 16)) do forget(ended) end
local size = #sealed + 500
local left = 64
while tonumber(redis.call('GET', TOTAL) or 0) + size > most do
  local first = redis.call('ZRANGE', INDEX, 0, 0)[1]
  if not first or left == 0 then return 0 end
  forget(first)
  left = left - 1
end
redis.call('HSET', P .. 'c:' .. entry, 'n', born, 'b', begun, 'v', sealed)
redis.call('PEXPIRE', P .. 'c:' .. entry, keep)
redis.call('ZADD', INDEX, NOW + keep, entry)
redis.call('HSET', SIZES, entry, size .. ' ' .. path)
redis.call('INCRBY', TOTAL, size)
redis.call('SADD', P .. 'cp:' .. path, entry)
return 1
