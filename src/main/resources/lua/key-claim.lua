#!lua
-- Claims a key. Not allow-oom: a full store takes on nothing new.
-- A: hash, keep, token, lease, fingerprints (the present one first). Times in milliseconds.
-- Gives {'held', age of the doubt or -1}, {'in-flight', rest of the lease}, {'other'}, {'finished', sealed answer},
-- {'queued', id of the write} or {'unreadable', version}.
local found = redis.call('HMGET', RECORD, 'v', 's', 'h', 'l', 'c', 'f', 'a', 'w')
local version, state, fingerprint, lease, claimed, since = unpack(found, 1, 6)
if version and version ~= '1' then return { 'unreadable', version } end
if state then
  local same = false
  for i = 5, #A do same = same or A[i] == fingerprint end
  if not same then return { 'other' } end
  if state == 'finished' then return { 'finished', found[7] } end
  if state == 'queued' then return { 'queued', found[8] } end
  if state == 'claimed' then
    local left = tonumber(lease) - NOW
    if left > 0 then return { 'in-flight', left } end
    since = since or claimed -- its owner died, or let it run out: it may have sent since it claimed
  end
end
redis.call('HSET', RECORD, 'v', '1', 's', 'claimed', 'h', A[5], 'o', A[3], 'l', NOW + A[4], 'c', NOW)
if since then redis.call('HSET', RECORD, 'f', since) end
redis.call('PEXPIRE', RECORD, KEEP + A[4])
return { 'held', since and math.max(0, NOW - since) or -1 }
