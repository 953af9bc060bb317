#!lua flags=allow-oom
-- Something may have been done since the claim. A: hash, keep, token. Gives 1, or 0 if it was no longer the caller's.
if not owned(A[3]) then return 0 end
redis.call('HSETNX', RECORD, 'f', redis.call('HGET', RECORD, 'c'))
return become('doubt')
