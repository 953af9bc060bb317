#!lua flags=no-writes
-- One write. A: hash. Gives {its head and its record's fields, its sealed answer or ''}; nothing of either if there is none.
return { view(A[1]), redis.call('GET', P .. 'a:' .. A[1]) or '' }
