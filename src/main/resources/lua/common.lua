-- What every step begins with. A step touches keys of one partition only, which KEYS[1] names: '{bw:q:7}:'.
-- ARGV[1] is the epoch of the store, ARGV[2] what to add to its clock (0 but in tests, in milliseconds); A[1]... are the
-- step's own arguments.
local P = KEYS[1]
if redis.call('GET', P .. 'epoch') ~= ARGV[1] then
  return redis.error_reply('LOST ' .. P .. 'epoch is not the marker that was set: what this store had acknowledged may be gone')
end
local TIME = redis.call('TIME')
local NOW = TIME[1] * 1000 + math.floor(TIME[2] / 1000) + ARGV[2]
local A = { unpack(ARGV, 3) }

