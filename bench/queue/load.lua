-- wrk script. BENCH_KEY is the client key, BENCH_WISH what Breakwater-Queue says (empty: nothing), BENCH_BYTES the size of
-- a body, BENCH_SALT what makes this run's keys its own. It prints one line: requests/s, p50 and p99 in microseconds, and
-- how many were answered with anything but 2xx.
local bytes = tonumber(os.getenv("BENCH_BYTES"))
local salt = os.getenv("BENCH_SALT")
local wish = os.getenv("BENCH_WISH")
local frame = 'payment_intent=pi_1&amount=1000&metadata='
local body = frame .. string.rep("x", bytes - #frame)
local count = 0
local headers = {
  ["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY"),
  ["Content-Type"] = "application/x-www-form-urlencoded",
}
if wish ~= "" then headers["Breakwater-Queue"] = wish end

request = function()
  count = count + 1
  headers["Idempotency-Key"] = salt .. "-" .. count
  headers["Bench-Lane"] = salt .. "-" .. count
  return wrk.format("POST", nil, headers, body)
end

done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %.1f %d %d %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end
