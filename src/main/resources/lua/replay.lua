#!lua flags=allow-oom
-- Step 6. Puts a dead letter back, at the end of its lane. A: hash, longest wait, who wants it, why. Gives 1, or 0 if it is not dead.
local w = load(A[1])
if not w or w.s ~= 'dead' then return 0 end
unset(w, 'y')
set(w, 'x', NOW + tonumber(A[2]))
move(w, 'pending', NOW)
note(w, 'replayed', A[4], A[3])
save(w)
return 1
