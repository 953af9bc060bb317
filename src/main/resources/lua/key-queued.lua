#!lua flags=allow-oom
-- The write queue has it. A: ..., token, the write's partition. Gives 1, or 0 if the claim was no longer the caller's.
local fingerprint = owned(A[5])
return fingerprint and become('queued', fingerprint, A[6], KEEP) or 0
