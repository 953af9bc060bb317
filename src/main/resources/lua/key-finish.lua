#!lua flags=allow-oom
-- A: ..., token, sealed answer. Gives 1, or 0 if the claim was no longer the caller's.
local fingerprint = owned(A[5])
return fingerprint and become('finished', fingerprint, A[6], KEEP) or 0
