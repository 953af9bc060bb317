#!lua flags=allow-oom
-- Somebody has an export of all up to a sequence, and keeps it. A: the sequence. Gives up to which that is known of the
-- stream, or -1 if that much has not been sealed yet.
local seal = redis.call('XREVRANGE', P .. 'seals', '+', '-', 'COUNT', 1)[1]
local sealed = seal and tonumber(string.match(seal[1], '^%d+')) or 0
if tonumber(A[1]) > sealed then return -1 end
local known = math.max(tonumber(redis.call('GET', P .. 'audit-exported') or 0), tonumber(A[1]))
redis.call('SET', P .. 'audit-exported', string.format('%.0f', known))
return string.format('%.0f', known)
