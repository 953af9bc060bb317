-- The audit log of a partition: the stream P..'audit', to which the script that changes something adds what it changed.
-- An event's id is '<milliseconds>-<sequence>'. The sequence counts from 1 on without gaps; the time never goes back. The
-- stream is never emptied: what retention takes away is told by an event that stays.
-- docs/store-queue.md defines the fields.
local function tell(kind, actor, subject, ...)
  local last = redis.call('XREVRANGE', P .. 'audit', '+', '-', 'COUNT', 1)[1]
  local ms, sequence = string.match(last and last[1] or '0-0', '^(%d+)-(%d+)$')
  local id = string.format('%.0f-%.0f', math.max(NOW, tonumber(ms)), sequence + 1)
  redis.call('XADD', P .. 'audit', id, 'k', kind, 'a', actor, 's', subject, ...)
  return id
end
