-- What the steps of the key claims share, behind audit.lua. docs/store.md defines the words of the record `P k:<hash>`.
-- Each begins with A: hash, keep, client, scope.
local RECORD = P .. 'k:' .. A[1]
local KEEP = tonumber(A[2])

-- Version, state, fingerprint, and what is behind them; nothing if there is no record.
local function words()
  return (redis.call('GET', RECORD) or ''):match('^(%S+) (%S+) (%S+) ?(.*)$')
end

-- Of a claim: its token, when its lease ends, when it was made, since when it is in doubt ('': it is not).
local function claim(rest) return rest:match('^(%S+) (%d+) (%d+) ?(%d*)$') end

local function tell_of_key(kind, as)
  tell(kind, A[3], 'k' .. P:match('%d+') .. '-' .. A[1], 'as', as, 'scope', A[4])
end

-- Stores a state and what belongs to it; the record stays for `keep` from now.
local function become(state, fingerprint, rest, keep)
  redis.call('SET', RECORD, '1 ' .. state .. ' ' .. fingerprint .. ' ' .. rest, 'PX', keep)
  tell_of_key(state == 'claimed' and 'write-attempted' or 'write-settled', state)
  return 1
end

-- If `token` holds the claim: its fingerprint, when it was made, since when it is in doubt. This is the fence.
local function owned(token)
  local version, state, fingerprint, rest = words()
  if version ~= '1' or state ~= 'claimed' then return nil end
  local owner, _, made, since = claim(rest)
  if owner ~= token then return nil end
  return fingerprint, made, since
end
