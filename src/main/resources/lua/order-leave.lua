#!lua flags=allow-oom
-- A replica ends. A: its name.
return redis.call('HDEL', P .. 'followers', A[1])
