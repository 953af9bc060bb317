#!lua flags=allow-oom
-- A: hash, keep, token, sealed answer. Gives 1, or 0 if the claim was no longer the caller's.
local fingerprint = owned(A[3])
return fingerprint and become('finished', fingerprint, A[4], KEEP) or 0
