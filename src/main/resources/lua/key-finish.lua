#!lua flags=allow-oom
-- A: hash, keep, token, sealed answer. Gives 1, or 0 if the claim was no longer the caller's.
if not owned(A[3]) then return 0 end
redis.call('HSET', RECORD, 'a', A[4])
redis.call('HDEL', RECORD, 'f')
return become('finished')
