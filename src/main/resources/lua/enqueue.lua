#!lua
-- Step 1. Stores a write at the end of its lane, once; a live one is leased at once if nothing of its lane waits.
-- Not allow-oom: a full store accepts nothing more.
-- A: hash, client, provider, route, lane's name, lane's value ('' both: none), key, sealed request, traceparent ('': none),
-- longest wait, key window, age of the doubt ('': none), durability, most that may wait, margin,
-- live lease ('': not live), whether it may wait ('1'), the live lease's token. Times in milliseconds.
-- Gives {what became of it, its record's fields}.
local hash = A[1]
if load(hash) then
  redis.call('HSET', record(hash), 'v', '1') -- a change, so that the receipt covers what was there before
  return { 'there', view(hash) }
end
local named = A[5] ~= ''
local behind = named and redis.call('EXISTS', P .. 'l:' .. A[5]) == 1
if behind and A[17] ~= '1' then return { 'busy' } end
if depth() >= tonumber(A[14]) then return { 'full' } end

local w = { hash = hash, v = '1', c = A[2], p = A[3], r = A[4], k = A[7], s = 'pending', g = A[13], w = A[11] }
w.a = NOW
w.d = w.a
w.x = NOW + A[10]
if named then w.L, w.l = A[5], A[6] end
if A[9] ~= '' then w.t = A[9] end
if A[12] ~= '' then
  w.u, w.n = '1', '1'
  w.f = NOW - A[12]
end
local flat = {}
for field, value in pairs(w) do
  if field ~= 'hash' then
    flat[#flat + 1] = field
    flat[#flat + 1] = value
  end
end
redis.call('HSET', record(hash), unpack(flat))
redis.call('SET', P .. 'r:' .. hash, A[8])
redis.call('SADD', P .. 'scopes', w.p .. '/' .. w.r)
count('pending', 1)
join_lane(w)
place(w)
if A[16] == '' or behind then return { 'accepted', view(hash) } end
if too_old(w, tonumber(A[15])) then
  park_too_old(w)
  return { 'accepted', view(hash) }
end
local before = view(hash)
lease(w, A[18], tonumber(A[16]))
intend(w)
return { 'live', before }
