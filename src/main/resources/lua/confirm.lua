#!lua flags=allow-oom
-- A change that changes nothing, so that its receipt covers what was stored before it. A: hash.
local line = head(A[1])
if line then touch(A[1], line) end
return 1
