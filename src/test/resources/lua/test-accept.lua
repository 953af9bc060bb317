#!lua
-- For StoreTest: what is new.
redis.call('INCR', P .. 'test')
return P .. A[1]
