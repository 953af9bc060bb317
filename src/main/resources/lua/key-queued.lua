#!lua flags=allow-oom
-- The write queue has it. A: hash, keep, token, the write's id. Gives 1, or 0 if the claim was no longer the caller's.
if not owned(A[3]) then return 0 end
redis.call('HSET', RECORD, 'w', A[4])
redis.call('HDEL', RECORD, 'f')
return become('queued')
