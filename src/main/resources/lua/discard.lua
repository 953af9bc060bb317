#!lua flags=allow-oom
-- Step 6. Gives a parked or dead write up for good. A: hash, who wants it, why, how long it is kept. Gives 1, or 0 if it is neither.
local w = load(A[1])
if not w or (w.s ~= 'parked' and w.s ~= 'dead') then return 0 end
unset(w, 'y')
finish(w, 'discarded', tonumber(A[4]), 'discarded', A[3], A[2])
return 1
