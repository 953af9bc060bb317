-- What is ordered: P..'orders' maps a lever to its order, P..'version' counts the changes. An order that is over reverts
-- by whoever looks first, as a change like any other. Versions and times are texts: numbers would lose digits.
local function changed()
  local version = redis.call('INCR', P .. 'version')
  redis.call('PUBLISH', P .. 'news', version)
  return string.format('%.0f', version)
end

-- Adds a change to the audit log; `mode` is nil if the order is taken back.
local function tell_of_order(lever, mode, actor, reason, ends)
  local what, scope = lever:match('^(%S+) (.*)$')
  local details = (what == 'mode' or what == 'breaker') and {} or { 'switch', what }
  local function detail(name, value)
    details[#details + 1] = name
    details[#details + 1] = value
  end
  if what == 'breaker' then
    detail('state', mode == 'suspended' and 'open' or mode and 'reset' or 'released')
    if ends and ends ~= '' then detail('until', ends) end
    return tell('breaker-forced', actor, scope, 'r', reason, unpack(details))
  end
  if mode and what == 'mode' then detail('mode', mode) end
  if mode and what ~= 'mode' then detail('on', mode == 'auto' and 'true' or 'false') end
  if ends and ends ~= '' then detail('until', ends) end
  tell((what == 'mode' and 'mode-' or 'switch-') .. (mode and 'set' or 'cleared'), actor, scope, 'r', reason, unpack(details))
end

local function revert_what_is_over()
  local all = redis.call('HGETALL', P .. 'orders')
  for i = 1, #all, 2 do
    local ends = cjson.decode(all[i + 1])['until']
    if ends ~= '' and tonumber(ends) <= NOW then
      redis.call('HDEL', P .. 'orders', all[i])
      changed()
      tell_of_order(all[i], nil, 'breakwater', 'its time is over')
    end
  end
end
