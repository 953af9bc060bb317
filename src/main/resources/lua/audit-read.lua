#!lua flags=allow-oom
-- Seals and events in order, for whoever exports or verifies; nothing is trimmed for a minute from now. A: the id behind
-- which seals begin ('-': all), how many; the same for events. Gives {seals, events}; none of what 0 is wanted.
local function from(key, id, count)
  if count == '0' then return {} end
  return redis.call('XRANGE', key, id, '+', 'COUNT', count)
end
redis.call('SET', P .. 'audit-reading', '1', 'PX', 60000)
return { from(P .. 'seals', A[1], A[2]), from(P .. 'audit', A[3], A[4]) }
