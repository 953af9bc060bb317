#!lua flags=allow-oom
-- Retention, in two calls at least: an event says what is to go, and once a seal is over that event, it goes. What goes is
-- sealed, exported and older than it must be kept; at most A[2] seals at once. A: for how long events are kept, in milliseconds;
-- that number; the stream's name. Gives how many events went.
local trim = P .. 'audit-trim' -- '<through> <id of the first event that stays> <sequence of the event that says so>'
local seal = redis.call('XREVRANGE', P .. 'seals', '+', '-', 'COUNT', 1)[1]
if not seal or redis.call('EXISTS', P .. 'audit-reading') == 1 then return 0 end
local through, stays, said = string.match(redis.call('GET', trim) or '', '^(%d+) (%S+) (%d+)$')
if through then
  if tonumber(said) > tonumber(string.match(seal[1], '^%d+')) then return 0 end
  redis.call('XTRIM', P .. 'seals', 'MINID', string.format('%.0f-0', through + 1))
  redis.call('DEL', trim)
  return redis.call('XTRIM', P .. 'audit', 'MINID', stays)
end
local exported = tonumber(redis.call('GET', P .. 'audit-exported') or 0)
for _, one in ipairs(redis.call('XRANGE', P .. 'seals', '-', '+', 'COUNT', A[2])) do
  local last = tonumber(string.match(one[1], '^%d+'))
  local id = one[2][6]
  local ms = tonumber(string.match(id, '^%d+'))
  if last > exported or ms > NOW - A[1] or one[1] == seal[1] then break end
  through, stays = last, string.format('%.0f-%.0f', ms, last + 1)
end
if not through then return 0 end
local number = string.format('%.0f', through)
local id = tell('trimmed', 'breakwater', A[3], 'r', 'retention', 'through', number)
redis.call('SET', trim, number .. ' ' .. stays .. ' ' .. string.match(id, '%d+$'))
return 0
