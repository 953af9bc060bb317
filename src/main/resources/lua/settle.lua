#!lua flags=allow-oom
-- Step 4. Ends a lease by what is known.
-- A: hash, token, what ('deliver', 'again', 'park', 'bury', 'withdraw'), detail, how long it is kept, then for 'deliver' the
-- sealed answer, for 'again' the wait and whether it may have been executed ('1'). Gives 1, or 0 if the lease was lost.
local w = owned(A[1], A[2])
if not w then return 0 end
local what, detail, keep = A[3], A[4], tonumber(A[5])
if what == 'deliver' then
  redis.call('SET', P .. 'a:' .. w.hash, A[6])
  finish(w, 'delivered', keep, 'delivered', detail)
elseif what == 'again' then
  if A[7] == '1' then set(w, 'u', 1) end
  move(w, 'pending', NOW + tonumber(A[6]))
  note(w, 'postponed', detail)
  save(w)
elseif what == 'park' or w.u then
  set_aside(w, 'parked', detail) -- a refusal says something about its own attempt only
elseif what == 'bury' then
  set_aside(w, 'dead', detail)
elseif what == 'withdraw' then
  finish(w, 'cancelled', keep, 'cancelled', detail)
else
  return redis.error_reply('ERR no such settlement: ' .. what)
end
return 1
