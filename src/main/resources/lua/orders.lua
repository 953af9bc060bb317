-- What is ordered: P..'orders' maps a lever to its order, P..'version' counts the changes. An order that is over reverts
-- by whoever looks first, as a change like any other. Versions and times are texts: numbers would lose digits.
local function changed()
  local version = redis.call('INCR', P .. 'version')
  redis.call('PUBLISH', P .. 'news', version)
  return string.format('%.0f', version)
end
local function revert_what_is_over()
  local all = redis.call('HGETALL', P .. 'orders')
  for i = 1, #all, 2 do
    local ends = cjson.decode(all[i + 1])['until']
    if ends ~= '' and tonumber(ends) <= NOW then
      redis.call('HDEL', P .. 'orders', all[i])
      changed()
    end
  end
end
