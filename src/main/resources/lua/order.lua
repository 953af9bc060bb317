#!lua flags=allow-oom
-- Places an order, or takes one back. A: lever; the version that is known, '' for any; mode, '' to take it back; actor;
-- reason; until (ms), '' for ever. Gives {1, version, now} or, if somebody was faster, {0, version of what stands, now}.
revert_what_is_over()
local stands = redis.call('HGET', P .. 'orders', A[1])
local known = stands and cjson.decode(stands).version or '0'
local now = string.format('%.0f', NOW)
if A[2] ~= '' and A[2] ~= known then return { 0, known, now } end
if A[3] == '' then
  if stands then
    redis.call('HDEL', P .. 'orders', A[1])
    known = changed()
    tell_of_order(A[1], nil, A[4], A[5])
  end
  return { 1, known, now }
end
local version = changed()
local within = A[3] == 'auto' and A[1]:match('^breaker (.*)$') -- a reset outdoes what was forced within its scope
for _, lever in ipairs(within and redis.call('HKEYS', P .. 'orders') or {}) do
  local scope = lever:match('^breaker (.*)$')
  if scope and (within == 'all' or scope:sub(1, #within + 1) == within .. '/') then
    redis.call('HDEL', P .. 'orders', lever)
  end
end
redis.call('HSET', P .. 'orders', A[1], cjson.encode({
  version = version, mode = A[3], actor = A[4], reason = A[5], since = now, ['until'] = A[6] }))
tell_of_order(A[1], A[3], A[4], A[5], A[6])
return { 1, version, now }
