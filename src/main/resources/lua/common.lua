-- What every step begins with. A step touches keys of the partition that KEYS[1] names, '{bw:q:7}:', and of that of KEYS[2]
-- if it is given, which may be the same. ARGV[1] is the epoch of the store, ARGV[2] what to add to its clock (0 but in
-- tests, in milliseconds); A[1]... are the step's own arguments.
local P = KEYS[1]
for i, prefix in ipairs(KEYS) do
  if (i == 1 or prefix ~= P) and redis.call('GET', prefix .. 'epoch') ~= ARGV[1] then
    return redis.error_reply('LOST ' .. prefix .. 'epoch is not the marker that was set: what this store had acknowledged may be gone')
  end
end
local TIME = redis.call('TIME')
local NOW = TIME[1] * 1000 + math.floor(TIME[2] / 1000) + ARGV[2]
local A = { unpack(ARGV, 3) }
