-- wrk script. BENCH_KEY is the client key, BENCH_PATH what each path begins with, BENCH_PATHS how many there are. It
-- prints one line: requests/s, p50 and p99 in microseconds, what went wrong, and how many requests were made.
wrk.headers["Accept"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
wrk.headers["User-Agent"] = "bench/1"
local path, paths = os.getenv("BENCH_PATH"), tonumber(os.getenv("BENCH_PATHS"))
local made = {}
request = function()
  local n = math.random(paths)
  made[n] = made[n] or wrk.format("GET", path .. n)
  return made[n]
end

done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %.1f %d %d %d %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout,
    summary.requests))
end
