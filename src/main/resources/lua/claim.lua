#!lua flags=allow-oom
-- Step 2. Leases due heads of lanes, the earliest to expire first. What has expired is left to the sweep.
-- A: lease, token, how many that have become due are moved at once; then for each scope: its name, how many of it.
-- Gives the hashes of writes that are broken, and for each claimed one: its hash, its head and its record's fields as they were
-- before, its sealed request.
local claimed = {}
local millis, token, most = tonumber(A[1]), A[2], A[3]
for i = 4, #A, 2 do
  local waits, due = P .. 'later:' .. A[i], P .. 'ready:' .. A[i]
  ripen(waits, due, most, NOW)
  for _, hash in ipairs(redis.call('ZRANGEBYSCORE', due, '(' .. NOW, '+inf', 'LIMIT', 0, A[i + 1])) do
    local w = load(hash)
    if whole(w) then
      local fields = view(hash)
      lease(w, token, millis)
      claimed[#claimed + 1] = { hash, fields, redis.call('GETRANGE', base(hash), #w.head, -1) }
    else
      set_broken(due, hash)
    end
  end
end
return { broken, claimed }
