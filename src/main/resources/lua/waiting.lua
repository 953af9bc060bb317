#!lua flags=no-writes
-- How many writes of a lane wait. A: the lane's name.
return redis.call('ZCARD', P .. 'l:' .. A[1])
