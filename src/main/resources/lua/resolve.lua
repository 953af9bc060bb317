#!lua flags=allow-oom
-- Step 6. What a parked write turned out to be. A: hash, 'delivered' or 'undone', who says so, why, how long it is kept, sealed
-- answer ('': only the fact is known), the parking that is meant ('': any). Gives 1, or 0 if it is not parked, or anew.
local w = load(A[1])
if not w or w.s ~= 'parked' then return 0 end
if A[7] ~= '' and A[7] ~= parking(w) then return 0 end
unset(w, 'y')
if A[2] == 'delivered' then
  if A[6] ~= '' then redis.call('SET', P .. 'a:' .. w.hash, A[6]) end
  finish(w, 'delivered', tonumber(A[5]), 'resolved', A[4], A[3], 'as', A[2])
else
  unset(w, 'u')
  move(w, 'pending', NOW)
  note(w, 'resolved', A[4], A[3], 'as', A[2])
  save(w)
end
return 1
