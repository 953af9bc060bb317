#!lua flags=allow-oom
-- The client takes back what surely was never sent. A: hash, how long it is kept. Gives 1, or 0 if it is too late for that.
local w = load(A[1])
if not w or w.s ~= 'pending' or w.u then return 0 end
finish(w, 'cancelled', tonumber(A[2]), 'cancelled', nil, w.c)
return 1
