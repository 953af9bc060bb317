#!lua flags=allow-oom
-- Which replica seals. A: its token; for how long, in milliseconds, 0 to give it up. Gives 1 if it is the caller.
local key = P .. 'audit-sealer'
local owner = redis.call('GET', key)
if owner and owner ~= A[1] then return 0 end
if A[2] == '0' then
  redis.call('DEL', key)
else
  redis.call('SET', key, A[1], 'PX', A[2])
end
return 1
