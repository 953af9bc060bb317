#!lua flags=allow-oom
-- Invalidates. A: 'path', 'route' or 'provider'; its name; how long a request may be under way, in milliseconds.
-- A path is done when this gives 0; else there is more of it.
if A[1] ~= 'path' then
  redis.call('HSET', FLOORS, A[1] .. ' ' .. A[2], NOW)
  return 0
end
redis.call('SET', P .. 'cm:' .. A[2], NOW, 'PX', A[3])
for _, entry in ipairs(redis.call('SPOP', P .. 'cp:' .. A[2], 256)) do forget(entry) end
return redis.call('SCARD', P .. 'cp:' .. A[2])
