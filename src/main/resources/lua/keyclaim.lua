#!lua
-- Claims a key, or says who has it. Not allow-oom: a full store takes on nothing more.
-- A: hash, token, lease, keep (milliseconds), then the request's fingerprints, the present one first.
-- Gives {what the key is, what belongs to that}.
local key = P .. 'k:' .. A[1]
local f = redis.call('HMGET', key, 's', 'f', 'e', 'c', 'd', 'a', 'q')
local state, doubt = f[1], f[5]
if state then
  local same = false
  for i = 5, #A do same = same or A[i] == f[2] end
  if not same then return { 'other' } end
  if state == 'finished' then return { 'finished', f[6] } end
  if state == 'queued' then return { 'queued', f[7] } end
  if state == 'claimed' then
    if NOW < tonumber(f[3]) then return { 'inflight', tonumber(f[3]) - NOW } end
    doubt = doubt or f[4] -- its owner crashed: it may have sent
  end
end
redis.call('HSET', key, 'v', '1', 's', 'claimed', 'f', A[5], 't', A[2], 'e', NOW + A[3], 'c', NOW)
if doubt then redis.call('HSET', key, 'd', doubt) end
redis.call('PEXPIRE', key, A[4])
return { 'held', doubt and NOW - doubt or -1 }
