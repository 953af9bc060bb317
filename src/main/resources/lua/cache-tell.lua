#!lua flags=allow-oom
-- Tells other replicas what has been dropped. A: it; who tells.
return redis.call('XADD', P .. 'cl', 'MAXLEN', '~', 10000, '*', 'd', A[1], 'r', A[2])
