#!lua flags=no-writes
-- Parked writes that may have been executed, the longest parked first. A: how many are passed over, how many are looked at;
-- then the names of the scopes that are wanted.
-- Gives how many there were, and for each one that is wanted: its hash, its head and its record's fields, its sealed request, and for how
-- long it has been parked.
local wanted, found = {}, {}
for i = 3, #A do wanted[A[i]] = true end
local page = redis.call('ZRANGE', P .. 'park', A[1], A[1] + A[2] - 1)
for _, hash in ipairs(page) do
  local w = load(hash)
  if whole(w) and w.f and wanted[w.r] then
    found[#found + 1] = { hash, view(hash), redis.call('GETRANGE', base(hash), #w.head, -1), NOW - w.d }
  end
end
return { #page, found }
