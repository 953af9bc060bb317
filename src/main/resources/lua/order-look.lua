#!lua flags=allow-oom
-- What is ordered, for a replica that says what it obeys. A: its name; the version that it obeys. Gives {version, {lever,
-- order}...}; no orders if it has them all. Who has not been seen for long is not waited for any more.
local SEEN_EVERY, GONE_AFTER = 2000, 600000
revert_what_is_over()
local said = redis.call('HGET', P .. 'followers', A[1])
local version, seen = string.match(said or '', '^(%d+) (%d+)$')
if version ~= A[2] or NOW - seen >= SEEN_EVERY or NOW < tonumber(seen) then
  redis.call('HSET', P .. 'followers', A[1], A[2] .. ' ' .. string.format('%.0f', NOW))
  local all = redis.call('HGETALL', P .. 'followers')
  for i = 1, #all, 2 do
    if NOW - string.match(all[i + 1], ' (%d+)$') > GONE_AFTER then redis.call('HDEL', P .. 'followers', all[i]) end
  end
end
local stands = redis.call('GET', P .. 'version') or '0'
return { stands, stands == A[2] and {} or redis.call('HGETALL', P .. 'orders') }
