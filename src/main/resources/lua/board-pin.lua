#!lua
-- What a replica says of itself to the others; what was said long ago goes. A: its name; the text; for how many milliseconds a text
-- stays.
local board = P .. 'board'
redis.call('HSET', board, A[1], string.format('%.0f', NOW) .. ' ' .. A[2])
local all = redis.call('HGETALL', board)
for i = 1, #all, 2 do
  if NOW - string.match(all[i + 1], '^(%d+) ') > tonumber(A[3]) then redis.call('HDEL', board, all[i]) end
end
redis.call('PEXPIRE', board, A[3])
return 1
