#!lua flags=allow-oom
-- Step 5 and housekeeping: leases that ran out, writes that expired, records kept long enough; at most A[1] of them.
-- Gives how many it moved, and the hashes of those that are broken.
local limit, moved = tonumber(A[1]), 0

local function each(index, state, action)
  if moved >= limit then return end
  for _, hash in ipairs(redis.call('ZRANGEBYSCORE', index, '-inf', NOW, 'LIMIT', 0, limit - moved)) do
    moved = moved + 1
    local w = load(hash)
    if whole(w) and (INDEX[w.s] or w.s) == state then action(w) else set_broken(index, hash) end
  end
end

local function expired(w)
  if NOW >= tonumber(w.x) then return expire(w, w.u) end
  redis.call('ZREM', later(w), w.hash) -- it has only become due
  place(w)
end

each(P .. 'lease', 'lease', function(w)
  if w.i then set(w, 'u', 1) end
  move(w, 'pending', NOW)
  note(w, 'reclaimed')
  save(w)
end)
each(P .. 'wait', 'pending', expired)
for _, scope in ipairs(redis.call('SMEMBERS', P .. 'scopes')) do
  each(P .. 'ready:' .. scope, 'pending', expired)
  each(P .. 'later:' .. scope, 'pending', expired)
end
each(P .. 'keep', 'keep', function(w)
  count(w.s, -1)
  redis.call('ZREM', P .. 'keep', w.hash)
  redis.call('DEL', base(w.hash), record(w.hash), P .. 'a:' .. w.hash)
end)
return { moved, broken }
