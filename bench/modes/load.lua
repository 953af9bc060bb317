-- wrk script: load on one replica that also watches it. BENCH_KEY is the client key; BENCH_PAUSE how long a connection
-- rests between two requests, in milliseconds, by half more or less; BENCH_SEEN a file that
-- gets a line whenever an answer has another status than the one before: that one's status and time, this one's status
-- and time, in microseconds since 1970. At the end it prints requests/s.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long micros; } instant;
  int gettimeofday(instant *now, void *zone);
]]
local clock = ffi.new("instant")
local seen, before, at
local pause = tonumber(os.getenv("BENCH_PAUSE"))

local function micros()
  ffi.C.gettimeofday(clock, nil)
  return tonumber(clock.seconds) * 1000000 + tonumber(clock.micros)
end

wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")

init = function()
  seen = io.open(os.getenv("BENCH_SEEN"), "a")
  seen:setvbuf("no")
end

delay = function() return math.floor(pause * (0.5 + math.random())) end

response = function(status)
  local now = micros()
  if status ~= before then
    seen:write(string.format("%d %.0f %d %.0f\n", before or 0, at or now, status, now))
  end
  before, at = status, now
end

done = function(summary)
  io.write(string.format("RESULT %.1f\n", summary.requests / (summary.duration / 1e6)))
end
