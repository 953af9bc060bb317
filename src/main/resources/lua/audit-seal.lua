#!lua flags=allow-oom
-- Keeps a seal, if nobody else has sealed meanwhile. A: the sequence up to which the stream was sealed; of the new seal: its
-- last sequence, its line, the hashes of its events, the id of its last event. Gives 1, or 0 if somebody was faster.
local last = redis.call('XREVRANGE', P .. 'seals', '+', '-', 'COUNT', 1)[1]
local sealed = last and string.match(last[1], '^%d+') or '0'
if sealed ~= A[1] then return 0 end
redis.call('XADD', P .. 'seals', A[2] .. '-0', 's', A[3], 'h', A[4], 't', A[5])
return 1
