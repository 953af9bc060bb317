-- What the steps of the write queue share, behind audit.lua. docs/store-queue.md defines every key and field.
-- A write `w` is the table of what its head says and of its record's fields. While it waits it stands in exactly one index.

local INDEX = {
  leased = 'lease', parked = 'park', dead = 'dead',
  delivered = 'keep', discarded = 'keep', cancelled = 'keep'
}
local US = 'breakwater'
local EVENT = { -- of the audit log, by what is noted
  attempted = 'write-attempted', cancelled = 'write-cancelled', resolved = 'write-resolved', replayed = 'write-replayed',
  discarded = 'write-discarded'
}
local EVENTS_MAX = 49 -- beside 'accepted', which is derived from the head
local HEAD_USUAL = 512 -- bytes within which most heads end

local function id(hash) return 'w' .. P:match('%d+') .. '-' .. hash end
local function base(hash) return P .. 'w:' .. hash end -- what was accepted: its head, and its sealed request
local function record(hash) return P .. 's:' .. hash end -- what has become of it since; none as long as nothing has
local function ready(w) return P .. 'ready:' .. w.r end
local function later(w) return P .. 'later:' .. w.r end
local function lane(w) return P .. 'l:' .. w.r:match('^[^/]*') .. ':' .. w.l end

-- Fields are set and unset in the table; save() stores them.
local function set(w, field, value)
  w[field] = tostring(value)
  w.changed[field] = w[field]
end

local function unset(w, ...)
  for _, field in ipairs({ ... }) do
    if w[field] then
      w[field], w.changed[field] = nil, nil
      w.gone[#w.gone + 1] = field
    end
  end
end

local function save(w)
  if #w.gone > 0 then redis.call('HDEL', record(w.hash), unpack(w.gone)) end
  local flat = {}
  for field, value in pairs(w.changed) do
    flat[#flat + 1] = field
    flat[#flat + 1] = value
  end
  if #flat > 0 then redis.call('HSET', record(w.hash), unpack(flat)) end
  w.changed, w.gone = {}, {}
end

-- The head of a write's base, its line's end included; nil if there is none.
local function head(hash)
  local text = redis.pcall('GETRANGE', base(hash), 0, HEAD_USUAL - 1)
  if type(text) ~= 'string' then return nil end
  local line = text:match('^[^\n]*\n')
  if line or #text < HEAD_USUAL then return line end
  return redis.call('GET', base(hash)):match('^[^\n]*\n')
end

-- A write that nothing has become of yet. Later versions put their words behind these.
local function fresh(hash, line)
  local words = {}
  for word in line:gmatch('%S+') do words[#words + 1] = word end
  local w = { hash = hash, head = line, s = 'pending', changed = {}, gone = {} }
  w.v, w.a, w.w, w.g, w.c, w.r, w.k = words[1], words[2], words[4], words[5], words[6], words[7], words[8]
  local accepted, wait = tonumber(w.a), tonumber(words[3])
  if not (accepted and wait and w.k) then return nil end
  w.x, w.d = accepted + wait, w.a
  if words[9] ~= '~' then w.l = words[9] end
  return w
end

local function load(hash)
  local line = head(hash)
  local w = line and fresh(hash, line)
  if not w then return nil end
  local flat = redis.pcall('HGETALL', record(hash))
  if flat.err then return nil end
  for i = 1, #flat, 2 do w[flat[i]] = flat[i + 1] end
  return w
end

-- Whether a step can be taken with it.
local function whole(w)
  return w and tonumber(w.x) and tonumber(w.d)
end

-- A write whose record is gone or cannot be used stops nobody else: it is set aside from `index`, for somebody to look
-- at. What it stood before in its lane goes on waiting.
local broken = {}
local function set_broken(index, hash)
  redis.call('ZREM', index, hash)
  redis.call('SADD', P .. 'broken', hash)
  tell('write-settled', US, id(hash), 'as', 'broken')
  broken[#broken + 1] = hash
end

-- The write whose lease `token` is; nil if the lease is no longer the caller's. This is the fence.
local function owned(hash, token)
  local w = load(hash)
  if w and w.s == 'leased' and w.o == token then return w end
  return nil
end

-- What the reader gets: the head, and the record's fields and values in turn; nothing if there is no such write.
local function view(hash)
  local line = head(hash)
  if not line then return {} end
  return { line, redis.call('HGETALL', record(hash)) }
end

-- A change that changes nothing, so that its receipt covers what was there before.
local function touch(hash, line) redis.call('SETRANGE', base(hash), 0, line:sub(1, 1)) end

-- What has become of a write, in its own timeline and in the audit log. `actor` is who decided it, if it was not us;
-- behind it may stand further details of the event.
local function note(w, what, reason, actor, ...)
  local n = tonumber(w.m or 0)
  local text = reason or ''
  set(w, 'e' .. (n % EVENTS_MAX), NOW .. ' ' .. what .. ' ' .. (text ~= '' and actor and actor ~= US and actor .. ': ' .. text or text))
  set(w, 'm', n + 1)
  local details = EVENT[what] and { ... } or { 'as', what }
  if text ~= '' then
    details[#details + 1] = 'r'
    details[#details + 1] = text
  end
  tell(EVENT[what] or 'write-settled', actor or US, id(w.hash), unpack(details))
end

local function count(state, by) redis.call('HINCRBY', P .. 'n', state, by) end

-- How many writes wait for somebody and are bounded.
local function depth()
  local n = redis.call('HMGET', P .. 'n', 'pending', 'leased', 'parked')
  return (tonumber(n[1]) or 0) + (tonumber(n[2]) or 0) + (tonumber(n[3]) or 0)
end

-- Puts a pending write where it waits: for its lane's head, for its time, or for whoever claims it.
local function place(w)
  if w.l and redis.call('ZRANGE', lane(w), 0, 0)[1] ~= w.hash then
    redis.call('ZADD', P .. 'wait', w.x, w.hash)
  elseif tonumber(w.d) > NOW then
    redis.call('ZADD', later(w), math.min(tonumber(w.d), tonumber(w.x)), w.hash)
  else
    redis.call('ZADD', ready(w), w.x, w.hash)
  end
end

-- Moves what has become due by `time` to those that may be claimed; at most so many at once.
local function ripen(waits, due, most, time)
  for _, hash in ipairs(redis.call('ZRANGEBYSCORE', waits, '-inf', time, 'LIMIT', 0, most)) do
    redis.call('ZREM', waits, hash)
    local w = load(hash)
    if whole(w) then redis.call('ZADD', due, w.x, hash) else set_broken(waits, hash) end
  end
end

-- The place of the last of a lane; nil if nothing waits there.
local function last_place(lane)
  return tonumber(redis.call('ZRANGE', lane, -1, -1, 'WITHSCORES')[2])
end

local function join_lane(w)
  if w.l then redis.call('ZADD', lane(w), (last_place(lane(w)) or 0) + 1, w.hash) end
end

-- It does not wait any more: what is now the head of its lane need not wait for it.
local function leave_lane(w)
  if not w.l then return end
  redis.call('ZREM', lane(w), w.hash)
  local head = redis.call('ZRANGE', lane(w), 0, 0)[1]
  if head and redis.call('ZREM', P .. 'wait', head) == 1 then
    local w = load(head)
    if whole(w) then place(w) else set_broken(P .. 'wait', head) end
  end
end

local function leave_index(w)
  if w.s ~= 'pending' then
    redis.call('ZREM', P .. INDEX[w.s], w.hash)
  elseif redis.call('ZREM', ready(w), w.hash) == 0 and redis.call('ZREM', later(w), w.hash) == 0 then
    redis.call('ZREM', P .. 'wait', w.hash)
  end
end

-- The one way from state to state, to be saved. `at` is the score in the new state's index; of a pending write, when it is due.
local function move(w, state, at)
  leave_index(w)
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
local function finish(w, state, keep, what, ...)
  move(w, state, NOW + keep)
  redis.call('SET', base(w.hash), w.head)
  note(w, what, ...)
  save(w)
end

-- Somebody's turn: parked, or dead.
local function set_aside(w, state, why)
  set(w, 'y', why)
  move(w, state, NOW)
  note(w, state, why)
  save(w)
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
  save(w)
end

local function intend(w)
  set(w, 'i', 1)
  set(w, 'n', tonumber(w.n or 0) + 1)
  if not w.u then set(w, 'f', NOW) end
  note(w, 'attempted', nil, nil, 'attempt', w.n)
  save(w)
end
