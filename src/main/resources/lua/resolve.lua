#!lua flags=allow-oom
-- Step 6. What a parked write turned out to be. A: hash, 'delivered' or 'undone', reason, how long it is kept, sealed answer
-- ('': only the fact is known). Gives 1, or 0 if it is not parked.
local w = load(A[1])
if not w or w.s ~= 'parked' then return 0 end
unset(w, 'y')
if A[2] == 'delivered' then
  if A[5] ~= '' then redis.call('SET', P .. 'a:' .. w.hash, A[5]) end
  finish(w, 'delivered', tonumber(A[4]), 'resolved', A[3])
else
  unset(w, 'u')
  move(w, 'pending', NOW)
  note(w, 'resolved', A[3])
  save(w)
end
return 1
