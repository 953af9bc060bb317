#!lua flags=allow-oom
-- Step 3. Stores that this lease may send, and since when the key counts; or ends, or parks, what may not be sent.
-- A: hash, token, margin in milliseconds. Gives {the answer, the durability demanded}.
local w = owned(A[1], A[2])
if not w or NOW >= tonumber(w.d) then return { 'not-ours' } end
local doubt = w.u or w.i
if NOW >= tonumber(w.x) then
  expire(w, doubt)
  return { doubt and 'too-old' or 'expired', w.g }
end
if doubt and too_old(w, tonumber(A[3])) then
  park_too_old(w)
  return { 'too-old', w.g }
end
if not w.i then
  intend(w)
else
  touch(w.hash, w.head) -- so that the receipt covers the intent that was stored before
end
return { 'send', w.g }
