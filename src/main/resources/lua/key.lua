-- What the steps of the key claims share. docs/store.md defines every field of the record `P k:<hash>`.
local RECORD = P .. 'k:' .. A[1]
local KEEP = tonumber(A[2])

-- Whether `token` holds the claim. This is the fence.
local function owned(token)
  local found = redis.call('HMGET', RECORD, 's', 'o')
  return found[1] == 'claimed' and found[2] == token
end

-- The claim is over; the record stays for `keep` from now.
local function become(state)
  redis.call('HSET', RECORD, 's', state)
  redis.call('HDEL', RECORD, 'o', 'l', 'c')
  redis.call('PEXPIRE', RECORD, KEEP)
  return 1
end
