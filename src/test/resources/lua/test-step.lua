#!lua flags=allow-oom
-- For StoreTest: what ends something.
redis.call('INCR', P .. 'test')
return P .. A[1]
