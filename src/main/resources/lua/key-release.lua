#!lua flags=allow-oom
-- Surely nothing was done under this claim. A: ..., token. Gives 1, or 0 if it was no longer the caller's.
local fingerprint, _, since = owned(A[5])
if not fingerprint then return 0 end
if since ~= '' then return become('doubt', fingerprint, since, KEEP) end
redis.call('DEL', RECORD)
tell_of_key('write-settled', 'released')
return 1
