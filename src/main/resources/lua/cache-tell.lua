#!lua flags=allow-oom
-- Tells other replicas what has been dropped. A: who tells; what, one after the other.
for i = 2, #A do redis.call('XADD', P .. 'cl', 'MAXLEN', '~', 10000, '*', 'd', A[i], 'r', A[1]) end
return #A - 1
