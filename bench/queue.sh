#!/usr/bin/env bash
# Measures the write queue against the store that it stands on: over loopback, in one run, as ratios.
#
#   bench/queue.sh [DIRECTORY]      prints Markdown; DIRECTORY is a packaged Breakwater, else target/quarkus-app
#
#   ROUNDS=5           rounds of accepting beside redis-benchmark   DEPTHS="1000 1000000"  waiting writes to compare at
#   SECONDS_EACH=5     of one measurement                          CONNECTIONS=64         kept open
#   BODY_BYTES=1024    of a write                                  JAVA=java JAVA_OPTS=   the JVM and its flags
#   PROXY_CPU=0        the core of Breakwater                      LOAD_CPU=1             of load, provider and store
#   PORT=18500         the first of the loopback ports             RUN=bench/run/queue    where files and logs go
#
# 1 accept   writes that are queued at once, each with a key and a lane of its own, per second; beside it
#            redis-benchmark setting as many bytes with as many connections; the store forces every write to the disk
# 2 memory   what the store holds per waiting write beyond its encrypted payload, with a lane of its own and without
# 3 depth    accepts and deliveries per second with few and with many writes waiting; the same warm JVM for both
# 4 drain    deliveries per second and core against forwarded calls per second and core
#
# Before anything is measured it is warmed up until two successive rates differ by less than 5 %, for 60 s at most.
#
# Needs wrk, nginx, redis-server, redis-benchmark and redis-cli (Debian: wrk, nginx-light, redis-server), curl, a JDK.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${RUN:-$here/run/queue} directory=${1:-$here/../target/quarkus-app}
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} connections=${CONNECTIONS:-64} bytes=${BODY_BYTES:-1024}
depths=${DEPTHS:-1000 1000000} proxy_cpu=${PROXY_CPU:-0} load_cpu=${LOAD_CPU:-1} port=${PORT:-18500}
java=${JAVA:-java} java_opts=${JAVA_OPTS:--XX:+UseSerialGC -Xms512m -Xmx512m}
provider=$port door=$((port + 1)) ops=$((port + 2)) store=$((port + 3))

rm -rf "$run" && mkdir -p "$run/redis"
run=$(cd "$run" && pwd)
declare -A process
stop() { # NAME: what this script started, by its process id
    if [ -n "${process[$1]:-}" ]; then
        kill "${process[$1]}" 2>/dev/null || true
        wait "${process[$1]}" 2>/dev/null || true
        unset "process[$1]"
    fi
}
trap 'for name in "${!process[@]}"; do stop "$name"; done' EXIT
trap 'exit 1' INT TERM HUP
fail() { echo "queue.sh: $*" >&2; exit 1; }
PATH=$PATH:/usr/sbin
for tool in wrk nginx redis-server redis-benchmark redis-cli curl openssl taskset sha256sum "$java"; do
    command -v "$tool" >/dev/null || fail "needs $tool"
done
[ -f "$directory/quarkus-run.jar" ] || fail "no $directory/quarkus-run.jar; build it: ./mvnw package -DskipTests"

key=$(head -c 24 /dev/urandom | base64)
sum=$(printf %s "$key" | sha256sum)
vault=bench:$(head -c 32 /dev/urandom | base64)
openssl genpkey -algorithm ed25519 -out "$run/seal.pem"

fill() { # TEMPLATE OUTPUT
    sed -e "s#@RUN@#$run#g" -e "s#@PORT@#$door#g" -e "s#@OPS_PORT@#$ops#g" -e "s#@PROVIDER@#$provider#g" \
        -e "s#@STORE@#$store#g" -e "s#@KEY_SHA256@#${sum%% *}#g" -e "s#@VAULT_KEY@#$vault#g" "$here/queue/$1" >"$2"
}
await() { # WHAT COMMAND...: until the command succeeds
    local what=$1
    shift
    for _ in $(seq 300); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    fail "$what: gave up waiting; see $run"
}
cli() { redis-cli -p "$store" "$@"; }

start_store() {
    taskset -c "$load_cpu" redis-server --port "$store" --bind 127.0.0.1 --dir "$run/redis" --appendonly yes \
        --appendfsync always --save "" --auto-aof-rewrite-percentage 0 >"$run/redis.out" 2>&1 </dev/null &
    process[store]=$!
    await "store" cli ping
}
start_provider() {
    taskset -c "$load_cpu" nginx -e "$run/provider.log" -c "$run/provider.conf" >"$run/provider.out" 2>&1 </dev/null &
    process[provider]=$!
    await "provider" curl -sfo /dev/null "http://127.0.0.1:$provider/v1/balance"
}
start_breakwater() {
    # shellcheck disable=SC2086
    taskset -c "$proxy_cpu" "$java" $java_opts -Dquarkus.config.locations="$run/breakwater.yaml" \
        -jar "$directory/quarkus-run.jar" >"$run/breakwater.out" 2>&1 </dev/null &
    process[breakwater]=$!
    await "Breakwater" curl -so /dev/null "http://127.0.0.1:$door/bench/v1/refunds"
}

# Runs the load generator: WISH SECONDS [PATH]; prints requests/s, p50, p99, other than 2xx
load() {
    BENCH_KEY=$key BENCH_WISH=$1 BENCH_BYTES=$bytes BENCH_SALT=$RANDOM$RANDOM \
        taskset -c "$load_cpu" wrk -t1 -c"$connections" -d"$2"s -s "$here/queue/load.lua" "http://127.0.0.1:$door/bench/v1/${3:-refunds}" |
        sed -n 's/^RESULT //p'
}
# WISH [PATH]: until two successive rates differ by less than 5 %
warm_up() {
    local before=0 rate
    for _ in $(seq 12); do
        rate=$(load "$1" 5 "${2:-refunds}" | cut -d' ' -f1)
        if awk -v a="$before" -v b="$rate" 'BEGIN { d = a > b ? a - b : b - a; exit !(d < 0.05 * b) }'; then return; fi
        before=$rate
    done
}
ticks() { # CPU time of Breakwater so far
    sed 's/.*) //' "/proc/${process[breakwater]}/stat" | awk '{ print $12 + $13 }'
}
# Requests that the provider has answered so far.
answered() { curl -s "http://127.0.0.1:$provider/answered" | awk 'NR == 3 { print $3 }'; }
waiting() { # writes that wait in all partitions
    curl -s "http://127.0.0.1:$ops/ops/v1/status" -H "Authorization: Bearer $key" |
        sed -n 's/.*"pending":\([0-9]*\).*/\1/p'
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
row() { printf '| %s |\n' "$(printf '%s | ' "$@" | sed 's/ | $//')"; }
per_core() { # CPU_TICKS COUNT: how many one core does in a second
    awk -v t="$1" -v n="$2" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.0f", n * hz / t }'
}

fill provider.conf.in "$run/provider.conf"
fill breakwater.yaml.in "$run/breakwater.yaml"
start_store
start_breakwater
warm_up now

echo "$(nproc) cores; $("$java" -version 2>&1 | head -1); $(redis-server --version | cut -d' ' -f3);" \
    "$connections connections, bodies of $bytes bytes, $rounds rounds of $seconds s"
printf '\nAccepts, beside as many fsynced writes\n\n'
row round redis-benchmark accepts/s ratio "p50 us" "p99 us" errors
row --- --- --- --- --- --- ---
: >"$run/ratios"
for round in $(seq "$rounds"); do
    sets=$(taskset -c "$load_cpu" redis-benchmark -p "$store" -c "$connections" -n $((seconds * 3000)) -d "$bytes" -r 1000000 \
        -t set --csv | awk -F'"' '$2 == "SET" { print $4 }')
    read -r rate p50 p99 errors <<<"$(load now "$seconds")"
    ratio=$(awk "BEGIN { printf \"%.2f\", $rate / $sets }")
    echo "$ratio" >>"$run/ratios"
    row "$round" "$sets" "$rate" "$ratio" "$p50" "$p99" "$errors"
done
row median "" "" "$(median <"$run/ratios")" "" "" ""

printf '\nMemory per waiting write\n\n'
row lane "waiting before" "waiting after" "bytes each" "of them the encrypted request" "beyond it"
row --- --- --- --- --- ---
cli --scan --pattern 'key:*' | xargs -r -n 1000 redis-cli -p "$store" unlink >/dev/null # redis-benchmark's own
used() { cli info memory | sed -n 's/^used_memory:\([0-9]*\).*/\1/p'; }
sealed_bytes() { # of the encrypted request of some waiting write: all that is behind the first line
    local name
    name=$(cli --scan --pattern '{bw:q:*}:w:*' | head -1)
    echo $(($(cli strlen "$name") - $(cli getrange "$name" 0 600 | head -1 | wc -c)))
}
for path in refunds payments; do
    before=$(waiting) used_before=$(used)
    load now $((seconds * 2)) "$path" >/dev/null
    after=$(waiting) used_after=$(used) sealed=$(sealed_bytes)
    each=$(((used_after - used_before) / (after - before)))
    row "$([ $path = refunds ] && echo "of its own" || echo none)" "$before" "$after" "$each" "$sealed" $((each - sealed))
done

printf '\nFew and many waiting\n\n'
row waiting accepts/s delivered/s "us of a core per delivery"
row --- --- --- ---
stop breakwater && stop store && rm -rf "$run/redis" && mkdir "$run/redis" # an empty store again
start_store && start_breakwater && start_provider
warm_up now && warm_up never && warm_up never payments # also the delivery of what waits
for _ in $(seq 600); do if [ "$(waiting)" = 0 ]; then break; fi; sleep 0.5; done
stop provider
for depth in $depths; do
    while [ "$(waiting)" -lt "$depth" ]; do load now $((depth > 100000 ? 10 : 1)) >/dev/null; done
    at=$(waiting)
    rate=$(load now "$seconds" | cut -d' ' -f1)
    start_provider
    for _ in $(seq 300); do if [ "$(answered)" -gt 1000 ]; then break; fi; sleep 0.2; done # its breaker has closed again
    sleep "$seconds" # the recovery governor grows from one call at a time
    first=$(answered) ticks_before=$(ticks) began=$(date +%s%N)
    sleep "$seconds"
    last=$(answered) ticks_after=$(ticks) ended=$(date +%s%N)
    left=$(waiting)
    row "$at" "$rate" "$(((last - first) * 1000000000 / (ended - began)))" \
        "$(awk -v t=$((ticks_after - ticks_before)) -v n=$((last - first)) -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.0f", t / hz / n * 1e6 }')"
    drained=$(per_core $((ticks_after - ticks_before)) $((last - first)))
    [ "$left" -gt 0 ] || echo "(the queue ran empty meanwhile: the last two are too low; take SECONDS_EACH smaller)"
    stop provider
done

printf '\nDrained and forwarded, per second and core\n\n'
row forwarded drained "forwarded calls" ratio
row --- --- --- ---
stop breakwater && stop store && rm -rf "$run/redis" && mkdir "$run/redis" # nothing is to be delivered beside
start_store && start_breakwater && start_provider
for path in refunds payments; do
    warm_up never "$path"
    ticks_before=$(ticks) first=$(answered)
    load never "$seconds" "$path" >/dev/null
    forwarded=$(per_core $(($(ticks) - ticks_before)) $(($(answered) - first)))
    row "$([ $path = refunds ] && echo "with a lane" || echo "without")" "$drained" "$forwarded" \
        "$(awk "BEGIN { printf \"%.2f\", $drained / $forwarded }")"
done
rm -rf "$run/redis"
