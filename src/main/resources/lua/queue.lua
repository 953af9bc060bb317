-- What the steps of the write queue share. docs/store-queue.md defines every key and field.
-- A write `w` is the table of its record's fields, and w.hash. While it waits it stands in exactly one index.

local INDEX = {
  leased = 'lease', parked = 'park', dead = 'dead',
  delivered = 'keep', discarded = 'keep', cancelled = 'keep'
}
local EVENTS_MAX = 49 -- beside 'accepted', which is derived from the record

local function record(hash) return P .. 'w:' .. hash end
local function ready(w) return P .. 'ready:' .. w.p .. '/' .. w.r end
local function later(w) return P .. 'later:' .. w.p .. '/' .. w.r end
local function lane(w) return P .. 'l:' .. w.L end

local function set(w, field, value)
  w[field] = tostring(value)
  redis.call('HSET', record(w.hash), field, value)
end

local function unset(w, ...)
  for _, field in ipairs({ ... }) do w[field] = nil end
  redis.call('HDEL', record(w.hash), ...)
end

local function load(hash)
  local flat = redis.pcall('HGETALL', record(hash))
  if flat.err or #flat == 0 then return nil end
  local w = {}
  for i = 1, #flat, 2 do w[flat[i]] = flat[i + 1] end
  w.hash = hash
  return w
end

-- Whether a step can be taken with it.
local function whole(w)
  return w and w.s and w.p and w.r and tonumber(w.a) and tonumber(w.x) and tonumber(w.d)
end

-- A write whose record is gone or cannot be used stops nobody else: it is set aside from `index`, for somebody to look
-- at. What it stood before in its lane goes on waiting.
local broken = {}
local function set_broken(index, hash)
  redis.call('ZREM', index, hash)
  redis.call('SADD', P .. 'broken', hash)
  broken[#broken + 1] = hash
end

-- The write whose lease `token` is; nil if the lease is no longer the caller's. This is the fence.
local function owned(hash, token)
  local w = load(hash)
  if w and w.s == 'leased' and w.o == token then return w end
  return nil
end

-- What the reader gets: the record's fields and values, in turn.
local function view(hash) return redis.call('HGETALL', record(hash)) end

local function note(w, what, detail)
  local n = tonumber(w.m or 0)
  set(w, 'e' .. (n % EVENTS_MAX), NOW .. ' ' .. what .. ' ' .. (detail or ''))
  set(w, 'm', n + 1)
end

local function count(state, by) redis.call('HINCRBY', P .. 'n', state, by) end

-- How many writes wait for somebody and are bounded.
local function depth()
  local n = redis.call('HMGET', P .. 'n', 'pending', 'leased', 'parked')
  return (tonumber(n[1]) or 0) + (tonumber(n[2]) or 0) + (tonumber(n[3]) or 0)
end

-- Puts a pending write where it waits: for its lane's head, for its time, or for whoever claims it.
local function place(w)
  if w.L and redis.call('ZRANGE', lane(w), 0, 0)[1] ~= w.hash then
    redis.call('ZADD', P .. 'wait', w.x, w.hash)
  elseif tonumber(w.d) > NOW then
    redis.call('ZADD', later(w), math.min(tonumber(w.d), tonumber(w.x)), w.hash)
  else
    redis.call('ZADD', ready(w), w.x, w.hash)
  end
end

local function join_lane(w)
  if w.L then redis.call('ZADD', lane(w), redis.call('INCR', P .. 'seq'), w.hash) end
end

-- It does not wait any more: what is now the head of its lane need not wait for it.
local function leave_lane(w)
  if not w.L then return end
  redis.call('ZREM', lane(w), w.hash)
  local head = redis.call('ZRANGE', lane(w), 0, 0)[1]
  if head and redis.call('ZREM', P .. 'wait', head) == 1 then
    local w = load(head)
    if whole(w) then place(w) else set_broken(P .. 'wait', head) end
  end
end

-- The one way from state to state. `at` is the score in the new state's index; of a pending write, when it is due.
local function move(w, state, at)
  if w.s == 'pending' then
    redis.call('ZREM', ready(w), w.hash)
    redis.call('ZREM', later(w), w.hash)
    redis.call('ZREM', P .. 'wait', w.hash)
  else
    redis.call('ZREM', P .. INDEX[w.s], w.hash)
  end
  count(w.s, -1)
  count(state, 1)
  local waited = w.s ~= 'dead'
  if state ~= 'leased' then unset(w, 'o', 'i') end
  set(w, 's', state)
  set(w, 'd', at)
  if state == 'pending' then
    if not waited then join_lane(w) end
    if not w.u then unset(w, 'f') end
    place(w)
  else
    redis.call('ZADD', P .. INDEX[state], at, w.hash)
    if waited and INDEX[state] ~= 'lease' and state ~= 'parked' then leave_lane(w) end
  end
end

-- Over: its request is not needed any more, and its answer, if there is one, is kept for `keep` milliseconds.
local function finish(w, state, keep, what, detail)
  move(w, state, NOW + keep)
  redis.call('DEL', P .. 'r:' .. w.hash)
  note(w, what, detail)
end

-- Somebody's turn: parked, or dead.
local function set_aside(w, state, why)
  set(w, 'y', why)
  move(w, state, NOW)
  note(w, state, why)
end

-- Names a parking: the time of it, and, since time may stand still, how many events there were.
local function parking(w) return w.d .. '/' .. (w.m or 0) end

local function expire(w, doubt)
  if doubt then
    set_aside(w, 'parked', 'expired while it was not known whether it had been executed')
  else
    set_aside(w, 'dead', 'expired')
  end
end

-- Whether the provider may have forgotten the key under which something may have been done.
local function too_old(w, margin)
  return w.f and NOW >= tonumber(w.f) + tonumber(w.w) - margin
end

local function park_too_old(w) set_aside(w, 'parked', 'its key is too old to be sent again') end

local function lease(w, token, millis)
  set(w, 'o', token)
  move(w, 'leased', NOW + millis)
end

local function intend(w)
  set(w, 'i', 1)
  set(w, 'n', tonumber(w.n or 0) + 1)
  if not w.u then set(w, 'f', NOW) end
  note(w, 'attempted')
end
