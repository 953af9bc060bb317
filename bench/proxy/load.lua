-- wrk script. BENCH_KIND is get or post, BENCH_KEY the client key, BENCH_THINK_MS the mean pause of a connection
-- before each request (0: none); BENCH_KEYS=each gives each request an idempotency key of its own. It prints one line:
-- requests/s, p50 and p99 in microseconds, and what went wrong.
local kind = os.getenv("BENCH_KIND")
wrk.headers["Accept"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
wrk.headers["User-Agent"] = "bench/1"
if kind == "post" then
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Idempotency-Key"] = "bench-6f2c1a5e-0001"
  local frame = '{"amount":1000,"currency":"eur","description":""}'
  wrk.body = frame:sub(1, -3) .. string.rep("x", 1024 - #frame) .. '"}'
end

if os.getenv("BENCH_KEYS") == "each" then
  local run, count = os.time(), 0
  request = function()
    count = count + 1
    wrk.headers["Idempotency-Key"] = string.format("bench-%d-%09d", run, count)
    return wrk.format()
  end
end

local think = tonumber(os.getenv("BENCH_THINK_MS"))
if think > 0 then
  delay = function() return math.floor(-think * math.log(1 - math.random()) + 0.5) end
end

done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %.1f %d %d %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end
