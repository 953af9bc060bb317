#!lua flags=no-writes
-- The first writes in one state. A: state, how many. Gives hash, and head and fields, in turn; pending ones of each index, for the
-- reader to sort.
local all = {}

local function add(index)
  for _, hash in ipairs(redis.call('ZRANGE', index, 0, A[2] - 1)) do
    local seen = view(hash)
    if #seen > 0 then
      all[#all + 1] = hash
      all[#all + 1] = seen
    end
  end
end

if A[1] == 'pending' then
  add(P .. 'wait')
  for _, scope in ipairs(redis.call('SMEMBERS', P .. 'scopes')) do
    add(P .. 'ready:' .. scope)
    add(P .. 'later:' .. scope)
  end
elseif INDEX[A[1]] then
  add(P .. INDEX[A[1]])
end
return all
