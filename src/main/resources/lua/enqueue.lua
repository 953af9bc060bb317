#!lua
-- Step 1. Stores a write at the end of its lane, once; a live one is leased at once if nothing of its lane waits. With a
-- second partition it takes only a write whose key has no record there, and makes that record, too.
-- Not allow-oom: a full store accepts nothing more.
-- A: hash, the head's words behind the time of acceptance, sealed request, most that may wait, age of the doubt ('': none),
-- margin, live lease ('': not live), the live lease's token, whether it may wait ('1'); for the key's record: fingerprint,
-- how long it is kept. Times in milliseconds.
-- Gives {what became of it, its head and its record's fields}.
local hash = A[1]
local KEY = KEYS[2] and KEYS[2] .. 'k:' .. hash
if KEY and redis.call('EXISTS', KEY) == 1 then return { 'key-used' } end

-- As if it had been claimed and noted as queued, in one.
local function note_key()
  if KEY then redis.call('SET', KEY, '1 queued ' .. A[10] .. ' ' .. P:match('%d+'), 'PX', A[11]) end
end

local there = head(hash)
if there then
  touch(hash, there)
  note_key()
  return { 'there', view(hash) }
end
local w = fresh(hash, '1 ' .. NOW .. ' ' .. A[2] .. '\n')
local last = w.l and last_place(lane(w))
if last and A[9] ~= '1' then return { 'busy' } end
if depth() >= tonumber(A[4]) then return { 'full' } end

note_key()
redis.call('SET', base(hash), w.head .. A[3])
redis.call('SADD', P .. 'scopes', w.r)
tell('write-accepted', w.c, id(hash), 'scope', w.r, 'durability', w.g)
count('pending', 1)
if w.l then redis.call('ZADD', lane(w), (last or 0) + 1, hash) end
redis.call('ZADD', last and P .. 'wait' or ready(w), w.x, hash)
local before = { w.head, {} }
if A[5] ~= '' then
  set(w, 'u', 1)
  set(w, 'n', 1)
  set(w, 'f', NOW - A[5])
  save(w)
  before = view(hash)
end
if A[7] == '' or last then return { 'accepted', before } end
if too_old(w, tonumber(A[6])) then
  park_too_old(w)
  return { 'accepted', view(hash) }
end
lease(w, A[8], tonumber(A[7]))
intend(w)
return { 'live', before }
