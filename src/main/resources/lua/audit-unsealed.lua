#!lua flags=no-writes
-- What has no seal yet. A: how many events. Gives the last seal ('': none), the id of the last event that it covers, whether
-- that is still there ('1'), the events behind it, and the id of the last event ('': none).
local seal = redis.call('XREVRANGE', P .. 'seals', '+', '-', 'COUNT', 1)[1]
local last = redis.call('XREVRANGE', P .. 'audit', '+', '-', 'COUNT', 1)[1]
local newest = last and last[1] or ''
if not seal then return { '', '', '1', redis.call('XRANGE', P .. 'audit', '-', '+', 'COUNT', A[1]), newest } end
local fields = {}
for i = 1, #seal[2], 2 do fields[seal[2][i]] = seal[2][i + 1] end
local there = #redis.call('XRANGE', P .. 'audit', fields.t, fields.t) == 1 and '1' or '0'
return { fields.s, fields.t, there, redis.call('XRANGE', P .. 'audit', '(' .. fields.t, '+', 'COUNT', A[1]), newest }
