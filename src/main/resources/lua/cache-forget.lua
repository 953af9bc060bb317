#!lua flags=allow-oom
-- Drops one entry. A: entry.
forget(A[1])
return 1
