#!lua flags=allow-oom
-- Something may have been done since the claim. A: ..., token. Gives 1, or 0 if it was no longer the caller's.
local fingerprint, made, since = owned(A[5])
return fingerprint and become('doubt', fingerprint, since ~= '' and since or made, KEEP) or 0
