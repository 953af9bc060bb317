#!lua flags=no-writes
-- Events, the newest first. A: the highest id that is wanted, how many.
return redis.call('XREVRANGE', P .. 'audit', A[1], '-', 'COUNT', A[2])
