#!lua flags=allow-oom
-- Gives a lease back under which nothing was sent. A: hash, token. Gives 1, or 0 if the lease was lost.
local w = owned(A[1], A[2])
if not w then return 0 end
move(w, 'pending', NOW)
note(w, 'returned')
save(w)
return 1
