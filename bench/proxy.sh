#!/usr/bin/env bash
# Compares Breakwater with nginx as a plain proxy and with direct calls: over loopback, per core, in one run.
#
#   bench/proxy.sh [NAME=ARTIFACT...]       prints Markdown
#
# ARTIFACT is a packaged Breakwater: a directory, or a native executable; without any it is breakwater=target/quarkus-app.
# Name several to compare builds (before=... after=...) or settings of one build (on=... off=..., with GUARDS_off=off).
#
#   ROUNDS=5           rounds, interleaved over the targets        KINDS="get post"    what is asked
#   SECONDS_EACH=5     of one measurement                          CONNECTIONS=64      kept open
#   WARM_UP=120        seconds per kind at most                     RATE=4000           for latency; 0 leaves it out
#   JAVA=java          the JVM                                     FULL_SPEED=1        0 leaves the full speed out
#   JAVA_OPTS=...      its flags; JAVA_OPTS_NAME for one target only, also for an executable, which takes no others
#   GUARDS=on          or off: see bench/proxy/guards-*.yaml.in; GUARDS_NAME for one target only
#   PROXY_CPU=0        the core of the proxies                     LOAD_CPU=1          of load generator and upstream
#   OTHERS_MAX=10      percent of a core: a measurement in which other processes use more is made again,
#   TRIES=5            so often at the most; then the least disturbed one stands
#   PATIENCE=0         seconds to wait for others to be calm before each measurement
#   PORT=18400         the first of the loopback ports             RUN=bench/run       where configuration and logs go
#
# Needs wrk, nginx (Debian: nginx-light, wrk), curl, a JDK and two cores with nothing else to do.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${RUN:-$here/run}
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} warm_up=${WARM_UP:-120} connections=${CONNECTIONS:-64} rate=${RATE:-4000}
kinds=${KINDS:-get post} full_speed=${FULL_SPEED:-1} proxy_cpu=${PROXY_CPU:-0} load_cpu=${LOAD_CPU:-1} port=${PORT:-18400}
others_max=${OTHERS_MAX:-10} tries=${TRIES:-5} patience=${PATIENCE:-0}
java=${JAVA:-java} java_opts=${JAVA_OPTS:--XX:+UseSerialGC -Xms256m -Xmx256m} guards=${GUARDS:-on}
[ $# -gt 0 ] || set -- "breakwater=$here/../target/quarkus-app"

mkdir -p "$run"
run=$(cd "$run" && pwd)
results=$run/results
: >"$results"
started=()
stop_all() { # what this script started, by process id
    for p in "${started[@]}"; do kill "$p" 2>/dev/null || true; done
    for p in "${started[@]}"; do wait "$p" 2>/dev/null || true; done
}
trap stop_all EXIT
trap 'exit 1' INT TERM HUP
fail() { echo "proxy.sh: $*" >&2; exit 1; }
for tool in wrk nginx curl taskset sha256sum "$java"; do
    command -v "$tool" >/dev/null || [ -x "/usr/sbin/$tool" ] || fail "needs $tool"
done
PATH=$PATH:/usr/sbin

key=$(head -c 24 /dev/urandom | base64)
sum=$(printf %s "$key" | sha256sum)
body='{"object":"balance","padding":"'
body=$body$(printf 'x%.0s' $(seq $((1024 - ${#body} - 2))))'"}'
declare -A url process

# Fills a template in: TEMPLATE OUTPUT PORT [OPS_PORT]
fill() {
    sed -e "s#@RUN@#$run#g" -e "s#@PORT@#$3#g" -e "s#@OPS_PORT@#${4:-0}#g" -e "s#@UPSTREAM@#$port#g" \
        -e "s#@KEY_SHA256@#${sum%% *}#g" -e "s#@BODY@#$body#g" -e "s#@BYTES@#${#body}#g" "$here/proxy/$1" >"$2"
}

# Starts a server and waits for its first answer: NAME CORE URL COMMAND...
start() {
    local name=$1 core=$2 at=$3
    shift 3
    if curl -so /dev/null "$at"; then fail "something listens at $at already; set PORT"; fi
    taskset -c "$core" "$@" >"$run/$name.out" 2>&1 </dev/null &
    started+=($!)
    process[$name]=$! url[$name]=$at
    for _ in $(seq 300); do
        if curl -sfo /dev/null -H "Authorization: Bearer $key" "$at/v1/balance"; then return; fi
        kill -0 "${process[$name]}" 2>/dev/null || break
        sleep 0.1
    done
    fail "$name did not start: see $run/$name.out"
}

# Runs the load generator: URL KIND SECONDS RATE; prints requests/s, p50, p99, errors
load() {
    local path=/v1/balance think=0
    if [ "$2" = post ]; then path=/v1/payment_intents; fi
    if [ "$4" -gt 0 ]; then think=$(awk "BEGIN { print $connections * 1000 / $4 }"); fi
    BENCH_KIND=$2 BENCH_KEY=$key BENCH_THINK_MS=$think \
        taskset -c "$load_cpu" wrk -t1 -c"$connections" -d"$3"s -s "$here/proxy/load.lua" "$1$path" |
        sed -n 's/^RESULT //p'
}

# CPU time of a process and its children so far, in clock ticks; a forked worker is a child.
ticks() {
    local p sum=0
    for p in "$1" $(cat "/proc/$1/task/"*/children 2>/dev/null); do
        sum=$((sum + $(sed 's/.*) //' "/proc/$p/stat" | cut -d' ' -f12,13 | tr ' ' +)))
    done
    echo "$sum"
}
rss_mib() {
    local p sum=0
    for p in "$1" $(cat "/proc/$1/task/"*/children 2>/dev/null); do
        sum=$((sum + $(sed -n 's/^VmRSS:\s*\([0-9]*\).*/\1/p' "/proc/$p/status")))
    done
    echo $((sum / 1024))
}

# CPU time that all cores have spent on anything so far, in clock ticks
busy() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat; }

# Waits until nothing uses more than others_max percent of a core, but no longer than patience allows.
await_calm() {
    local end=$((SECONDS + patience)) before
    while [ $SECONDS -lt $end ]; do
        before=$(busy)
        sleep 1
        if [ $((($(busy) - before) * 100 / $(getconf CLK_TCK))) -le "$others_max" ]; then break; fi
    done
}

# Measures once; prints: requests/s p50 p99 errors cpu-us utilisation rss others
try() { # TARGET KIND RATE
    local target=${process[$1]} upstream=${process[direct]} ticks_before upstream_before busy_before began result generator
    ticks_before=$(ticks "$target") upstream_before=$(ticks "$upstream") busy_before=$(busy) began=$(date +%s%N)
    result=$(TIMEFORMAT='%U %S'; { time load "${url[$1]}" "$2" "$seconds" "$3"; } 2>"$run/generator")
    generator=$(tail -1 "$run/generator")
    echo "$result $generator $(($(ticks "$target") - ticks_before)) $(($(ticks "$upstream") - upstream_before))" \
        "$(($(busy) - busy_before)) $(($(date +%s%N) - began)) $(rss_mib "$target")" |
        awk -v hz="$(getconf CLK_TCK)" -v d="$seconds" -v direct="$([ "$1" = direct ] && echo 1)" '{
            cpu = $7 / hz; elapsed = $10 / 1e9
            ours = (direct ? 0 : cpu) + $8 / hz + $5 + $6
            print $1, $2, $3, $4, ($1 > 0 ? cpu * 1e6 / ($1 * d) : 0), cpu / elapsed * 100, $11,
                ($9 / hz - ours) / elapsed * 100 }'
}

# Appends to the results: kind rate round target, and what the least disturbed try printed
measure() { # TARGET KIND RATE ROUND
    local best='' line
    for _ in $(seq "$tries"); do
        await_calm
        line=$(try "$1" "$2" "$3")
        best=$(printf '%s\n%s\n' "$line" "${best:-$line}" | sort -g -k8 | head -1)
        if awk "BEGIN { exit !(${best##* } <= $others_max) }"; then break; fi
    done
    echo "$2 $3 $4 $1 $best" >>"$results"
}

# Serves the kinds in turn, so that none finds code compiled for another, until two slices running bring no more than
# 3 % over the best before; at least half of warm_up for each kind, and all of it at most: NAME
warm() {
    local kind slice=5 spent=0 steady=0 best=0 sum
    while [ $spent -lt "$warm_up" ] && { [ $steady -lt 2 ] || [ $spent -lt $((warm_up / 2)) ]; }; do
        sum=0 spent=$((spent + slice))
        for kind in $kinds; do
            sum=$(load "${url[$1]}" "$kind" $slice 0 | awk -v sum="$sum" '{ print sum + $1 }')
        done
        steady=$(awk "BEGIN { print ($sum > 1.03 * $best ? 0 : $steady + 1) }")
        best=$(awk "BEGIN { print ($sum > $best ? $sum : $best) }")
        echo "$1 after $spent s of warm-up for each kind: $sum requests/s, all kinds together" >&2
    done
}

setting() { # NAME TARGET DEFAULT: NAME_TARGET if it is set
    local name=$1_$2
    echo "${!name:-$3}"
}

fill upstream.conf.in "$run/upstream.conf" "$port"
start direct "$load_cpu" "http://127.0.0.1:$port" nginx -e "$run/upstream.log" -c "$run/upstream.conf"
fill nginx.conf.in "$run/nginx.conf" $((port + 1))
start nginx "$proxy_cpu" "http://127.0.0.1:$((port + 1))" nginx -e "$run/nginx.log" -c "$run/nginx.conf"
names=(direct nginx) next=$((port + 2))
for target in "$@"; do
    name=${target%%=*} artifact=${target#*=}
    if [ -f "$artifact/quarkus-run.jar" ]; then
        # shellcheck disable=SC2046
        set -- "$java" $(setting JAVA_OPTS "$name" "$java_opts") -Dquarkus.config.locations="$run/$name.yaml" \
            -jar "$artifact/quarkus-run.jar"
    elif [ -f "$artifact" ] && [ -x "$artifact" ]; then
        # shellcheck disable=SC2046
        set -- "$artifact" $(setting JAVA_OPTS "$name" "-Xms256m -Xmx256m") -Dquarkus.config.locations="$run/$name.yaml"
    else
        fail "$artifact is neither an executable nor a directory with a quarkus-run.jar; build it: ./mvnw package -DskipTests"
    fi
    fill "guards-$(setting GUARDS "$name" "$guards").yaml.in" "$run/$name.yaml" $next $((next + 1))
    start "$name" "$proxy_cpu" "http://127.0.0.1:$next/bench" "$@"
    names+=("$name") next=$((next + 2))
done

for name in "${names[@]:2}"; do warm "$name"; done
for round in $(seq "$rounds"); do
    for kind in $kinds; do
        for name in "${names[@]}"; do
            if [ "$full_speed" != 0 ]; then measure "$name" "$kind" 0 "$round"; fi
            if [ "$rate" != 0 ]; then measure "$name" "$kind" "$rate" "$round"; fi
        done
    done
done

echo "$(nproc) cores; $("$java" -version 2>&1 | head -1); $(nginx -v 2>&1 | cut -d' ' -f3);" \
    "$connections connections, $rounds rounds of ${seconds} s; other processes used" \
    "$(awk '{ print $12 }' "$results" | sort -g | awk '{ v[NR] = $1 } END { printf "%.0f %% of a core (median), %.0f %% at most", v[int((NR + 1) / 2)], v[NR] }')"
for kind in $kinds; do
    awk -v kind="$kind" -v rate="$rate" -v full="$full_speed" -v names="${names[*]}" -f "$here/proxy/report.awk" "$results"
done
