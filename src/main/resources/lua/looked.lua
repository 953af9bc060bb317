#!lua flags=allow-oom
-- A parked write has been looked up in vain. A: hash, the parking that is meant, what came of it, in how many milliseconds whoever
-- looked will look again. Gives 1, or 0 if it is not parked, or anew.
local w = load(A[1])
if not w or w.s ~= 'parked' or parking(w) ~= A[2] then return 0 end
local which, count = (w.q or ''):match('^(%S+) (%d+) ')
count = which == A[2] and tonumber(count) or 0
set(w, 'q', A[2] .. ' ' .. (count + 1) .. ' ' .. NOW .. ' ' .. string.format('%.0f', NOW + tonumber(A[4])) .. ' ' .. A[3])
save(w)
return 1
