#!lua
-- Claims a key. Not allow-oom: a full store takes on nothing new.
-- A: hash, keep, client, scope, token, lease, fingerprints (the present one first). Times in milliseconds.
-- Gives {'held', age of the doubt or -1}, {'in-flight', rest of the lease}, {'other'}, {'finished', sealed answer},
-- {'queued', partition of the write} or {'unreadable', version}.
local version, state, fingerprint, rest = words()
if version and version ~= '1' then return { 'unreadable', version } end
local since = ''
if state then
  local same = false
  for i = 7, #A do same = same or A[i] == fingerprint end
  if not same then return { 'other' } end
  if state == 'finished' or state == 'queued' then return { state, rest } end
  if state == 'claimed' then
    local _, ends, made, doubt = claim(rest)
    if tonumber(ends) > NOW then return { 'in-flight', ends - NOW } end
    since = doubt ~= '' and doubt or made -- its owner died, or let it run out: it may have sent since it claimed
  else
    since = rest
  end
end
become('claimed', A[7], A[5] .. ' ' .. NOW + A[6] .. ' ' .. NOW .. (since ~= '' and ' ' .. since or ''), KEEP + A[6])
return { 'held', since ~= '' and math.max(0, NOW - since) or -1 }
