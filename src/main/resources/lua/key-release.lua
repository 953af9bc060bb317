#!lua flags=allow-oom
-- Surely nothing was done under this claim. A: hash, keep, token. Gives 1, or 0 if it was no longer the caller's.
if not owned(A[3]) then return 0 end
if redis.call('HEXISTS', RECORD, 'f') == 1 then return become('doubt') end
redis.call('DEL', RECORD)
return 1
