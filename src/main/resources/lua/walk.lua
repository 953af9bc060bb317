#!lua flags=allow-oom
-- A stretch of a walk through the writes in one state. Newest first, equal ones by hash, both downwards; oldest first, upwards.
-- A: what is walked through: 'later', 'turn', 'lease', 'park' or 'dead'; 'newest' or 'oldest'; where the walk stands: a score and
-- a hash; how many are wanted; how many are looked at; the last score that is wanted ('': any); for 'turn', the score and the
-- hash where the walk through 'later' ended; provider, route, lane ('': any); what the reason holds ('': anything).
-- Gives the hashes of writes that are broken; the time; for each write that was found its hash, its score, its head and its
-- record's fields; and the score and the hash of the last one looked at, nothing if there are no more.
local what, newest, score, hash = A[1], A[2] == 'newest', A[3], A[4]
local most, looks, last = tonumber(A[5]), tonumber(A[6]), tonumber(A[7])
local time = string.format('%.0f', NOW)
local range = newest and 'ZREVRANGE' or 'ZRANGE'

-- Whether a comes behind b among equal scores. Sets order them by their bytes, `<` would go by the server's locale.
local function behind(a, b)
  if newest then a, b = b, a end
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x > y end
  end
  return #a > #b
end

-- How many of an index the walk has passed.
local function passed(index)
  local low
  if newest then
    low = redis.call('ZCOUNT', index, '(' .. score, '+inf')
  else
    low = redis.call('ZCOUNT', index, '-inf', '(' .. score)
  end
  local high = low + redis.call('ZCOUNT', index, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if behind(redis.call(range, index, middle, middle)[1], hash) then high = middle else low = middle + 1 end
  end
  return low
end

local indexes = {}
if what == 'later' or what == 'turn' then
  for _, scope in ipairs(redis.call('SMEMBERS', P .. 'scopes')) do
    local provider, route = scope:match('^([^/]*)/(.*)$')
    if (A[10] == '' or A[10] == provider) and (A[11] == '' or A[11] == route) then
      local waits, due = P .. 'later:' .. scope, P .. 'ready:' .. scope
      if what == 'later' then
        indexes[#indexes + 1] = waits
      else
        indexes[#indexes + 1] = due
        ripen(waits, due, looks, math.min(NOW, tonumber(A[8])))
        if redis.call('ZCOUNT', waits, '-inf', A[8]) > 0 then return { broken, time, {}, { score } } end
      end
    end
  end
  if what == 'turn' and #indexes > 0 then indexes[#indexes + 1] = P .. 'wait' end
  if what == 'later' then last = NOW + 1 end -- what has become due may be gone from there
else
  indexes[1] = P .. what
end

local ahead = {}
for _, index in ipairs(indexes) do
  local from = passed(index)
  local flat = redis.call(range, index, from, from + looks, 'WITHSCORES')
  for i = 1, #flat, 2 do ahead[#ahead + 1] = { flat[i], tonumber(flat[i + 1]) } end
end
table.sort(ahead, function(a, b)
  if a[2] ~= b[2] then return newest == (a[2] > b[2]) end
  return behind(b[1], a[1])
end)

local STATE = { lease = 'leased', park = 'parked', dead = 'dead' }
local function wanted(w)
  if not whole(w) or w.s ~= (STATE[what] or 'pending') then return false end
  if what == 'turn' then -- others were met in 'later', even if they have become due since
    local due, edge = math.min(tonumber(w.d), tonumber(w.x)), tonumber(A[8])
    if due > edge or (due == edge and not behind(w.hash, A[9])) then return false end
  end
  local provider, route = w.r:match('^([^/]*)/(.*)$')
  return (A[10] == '' or A[10] == provider) and (A[11] == '' or A[11] == route) and (A[12] == '' or A[12] == w.l)
    and (A[13] == '' or (w.y or ''):find(A[13], 1, true) ~= nil)
end

local found, reached = {}, {}
for i, one in ipairs(ahead) do
  if last and one[2] ~= last and newest == (one[2] < last) then return { broken, time, found, {} } end
  if i > looks or #found == most then return { broken, time, found, reached } end
  local w = load(one[1])
  local at = string.format('%.0f', one[2])
  if wanted(w) then found[#found + 1] = { one[1], at, view(one[1]) } end
  reached = { at, one[1] }
end
return { broken, time, found, {} }
