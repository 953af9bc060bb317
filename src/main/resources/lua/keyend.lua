#!lua flags=allow-oom
-- Ends a claim by what is known.
-- A: hash, token, what ('finish', 'release', 'doubt', 'queued'), how long the record is kept, then for 'finish' the sealed
-- answer, for 'queued' the write's id. Gives 1, or 0 if the claim was no longer the caller's.
local key = P .. 'k:' .. A[1]
local f = redis.call('HMGET', key, 's', 't', 'c', 'd')
if f[1] ~= 'claimed' or f[2] ~= A[2] then return 0 end
local what = A[3]
if what == 'release' and not f[4] then
  redis.call('DEL', key)
  return 1
elseif what == 'finish' then
  redis.call('HSET', key, 's', 'finished', 'a', A[5])
elseif what == 'queued' then
  redis.call('HSET', key, 's', 'queued', 'q', A[5])
else
  redis.call('HSET', key, 's', 'doubt', 'd', f[4] or f[3])
end
redis.call('HDEL', key, 't', 'e')
redis.call('PEXPIRE', key, A[4])
return 1
