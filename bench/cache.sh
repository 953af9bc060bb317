#!/usr/bin/env bash
# Compares kept answers with forwarded calls, and with nginx' proxy_cache: over loopback, per core, in one run.
#
#   bench/cache.sh [DIRECTORY]              a packaged Breakwater; target/quarkus-app if it is not named. Prints Markdown
#
#   ROUNDS=5           rounds, interleaved over the targets        CONNECTIONS=64      kept open
#   SECONDS_EACH=5     of one measurement                          WARM_UP=40          seconds for each target
#   PATHS=20000        of the many: far more than the near tier of the replica that reads from Redis holds
#   JAVA=java          the JVM                                     JAVA_OPTS=...       its flags
#   PROXY_CPU=0        the core of the proxies                     LOAD_CPU=1          of load generator, upstream, Redis
#   PORT=18500         the first of the loopback ports             RUN=bench/run-cache where configuration and logs go
#
# Needs wrk, nginx with stub_status and redis-server (Debian: nginx-light, wrk, redis-server), curl, a JDK and two cores
# with nothing else to do.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${RUN:-$here/run-cache}
rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-5} warm_up=${WARM_UP:-40} connections=${CONNECTIONS:-64} paths=${PATHS:-20000}
proxy_cpu=${PROXY_CPU:-0} load_cpu=${LOAD_CPU:-1} port=${PORT:-18500}
java=${JAVA:-java} java_opts=${JAVA_OPTS:--XX:+UseSerialGC -Xms384m -Xmx384m}
directory=${1:-$here/../target/quarkus-app}

rm -rf "$run/nginx-cache"
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
fail() { echo "cache.sh: $*" >&2; exit 1; }
PATH=$PATH:/usr/sbin
for tool in wrk nginx redis-server curl openssl taskset sha256sum "$java"; do
    command -v "$tool" >/dev/null || fail "needs $tool"
done
[ -f "$directory/quarkus-run.jar" ] || fail "no $directory/quarkus-run.jar; build it: ./mvnw package -DskipTests"

key=$(head -c 24 /dev/urandom | base64)
vault_key=$(head -c 32 /dev/urandom | base64)
openssl genpkey -algorithm ed25519 -out "$run/seal.pem"
sum=$(printf %s "$key" | sha256sum)
body='{"object":"thing","padding":"'
body=$body$(printf 'x%.0s' $(seq $((1024 - ${#body} - 2))))'"}'
declare -A process

# Fills a template in: TEMPLATE OUTPUT PORT [OPS_PORT NEAR_MAX SHARED]
fill() {
    sed -e "s#@RUN@#$run#g" -e "s#@PORT@#$3#g" -e "s#@OPS_PORT@#${4:-0}#g" -e "s#@UPSTREAM@#$port#g" \
        -e "s#@REDIS@#$((port + 1))#g" -e "s#@NEAR_MAX@#${5:-}#g" -e "s#@SHARED@#${6:-}#g" \
        -e "s#@KEY_SHA256@#${sum%% *}#g" -e "s#@VAULT_KEY@#$vault_key#g" -e "s#@BODY@#$body#g" \
        -e "s#@BYTES@#${#body}#g" "$here/cache/$1" >"$2"
}

# Starts a server and waits for it: NAME CORE URL COMMAND...
start() {
    local name=$1 core=$2 at=$3
    shift 3
    taskset -c "$core" "$@" >"$run/$name.out" 2>&1 </dev/null &
    started+=($!)
    process[$name]=$!
    for _ in $(seq 300); do
        if curl -so /dev/null -H "Authorization: Bearer $key" "$at" 2>/dev/null || [ $? = 52 ]; then return; fi
        kill -0 "${process[$name]}" 2>/dev/null || break
        sleep 0.1
    done
    fail "$name did not start: see $run/$name.out"
}

# Runs the load generator: URL PATH PATHS SECONDS; prints requests/s, p50, p99, errors, requests
load() {
    BENCH_KEY=$key BENCH_PATH=$2 BENCH_PATHS=$3 \
        taskset -c "$load_cpu" wrk -t1 -c"$connections" -d"$4"s -s "$here/cache/load.lua" "$1" |
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
seen() { curl -s "http://127.0.0.1:$port/requests" | awk 'NR == 3 { print $3 }'; }

fill upstream.conf.in "$run/upstream.conf" "$port"
start upstream "$load_cpu" "http://127.0.0.1:$port/" nginx -e "$run/upstream.log" -c "$run/upstream.conf"
start redis "$load_cpu" "http://127.0.0.1:$((port + 1))/" redis-server --port $((port + 1)) --bind 127.0.0.1 \
    --save '' --appendonly no --dir "$run"
fill nginx.conf.in "$run/nginx.conf" $((port + 2))
start nginx "$proxy_cpu" "http://127.0.0.1:$((port + 2))/v1/open/1" nginx -e "$run/nginx.log" -c "$run/nginx.conf"
breakwater() { # NAME PORT NEAR_MAX SHARED
    fill breakwater.yaml.in "$run/$1.yaml" "$2" $(($2 + 1)) "$3" "$4"
    # shellcheck disable=SC2086
    start "$1" "$proxy_cpu" "http://127.0.0.1:$2/bench/v1/open/1" "$java" $java_opts \
        -Dquarkus.config.locations="$run/$1.yaml" -jar "$directory/quarkus-run.jar"
}
breakwater near $((port + 3)) 256MiB false
breakwater far $((port + 5)) 1MiB true

# what is measured: name, process, URL, path, how many paths
targets=(
    "nginx-forwards nginx http://127.0.0.1:$((port + 2)) /v1/open/ 1"
    "nginx-one nginx http://127.0.0.1:$((port + 2)) /v1/kept/ 1"
    "nginx-many nginx http://127.0.0.1:$((port + 2)) /v1/kept/ $paths"
    "breakwater-forwards near http://127.0.0.1:$((port + 3)) /bench/v1/open/ 1"
    "breakwater-near-one near http://127.0.0.1:$((port + 3)) /bench/v1/kept/ 1"
    "breakwater-near-many near http://127.0.0.1:$((port + 3)) /bench/v1/kept/ $paths"
    "breakwater-far far http://127.0.0.1:$((port + 5)) /bench/v1/kept/ $paths"
)
for target in "${targets[@]}"; do
    read -r name of url path count <<<"$target"
    echo "$name warms up: $(load "$url" "$path" "$count" "$warm_up" | cut -d' ' -f1) requests/s" >&2
done
for round in $(seq "$rounds"); do
    for target in "${targets[@]}"; do
        read -r name of url path count <<<"$target"
        before=$(ticks "${process[$of]}") asked=$(seen)
        result=$(load "$url" "$path" "$count" "$seconds")
        cpu=$(($(ticks "${process[$of]}") - before)) made=$(($(seen) - asked - 1))
        echo "$round $name $result $cpu $made" >>"$results"
    done
done

echo "$(nproc) cores; $("$java" -version 2>&1 | head -1); $(nginx -v 2>&1 | cut -d' ' -f3); $connections connections," \
    "$rounds rounds of ${seconds} s, bodies of ${#body} bytes, $paths paths where there are many"
echo
echo "| | req/s | of nginx' one | of our forwarded | CPU us/req | hits | p50 us | p99 us | errors |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
awk -v hz="$(getconf CLK_TCK)" -v names="$(printf '%s\n' "${targets[@]}" | cut -d' ' -f1 | tr '\n' ' ')" '
    function median(list,   n, v, i, j, t) {
        n = split(list, v, " ")
        for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
        return v[int((n + 1) / 2)]
    }
    function hits(made, missed) { return made > missed ? 100 * (1 - missed / made) : 0 }
    { rate[$2] = rate[$2] " " $3; p50[$2] = p50[$2] " " $4; p99[$2] = p99[$2] " " $5; errors[$2] += $6
      cpu[$2] = cpu[$2] " " ($7 > 0 ? $8 / hz * 1e6 / $7 : 0); made[$2] += $7; missed[$2] += $9 }
    END {
        n = split(names, name, " ")
        for (i = 1; i <= n; i++) {
            k = name[i]; r = median(rate[k])
            printf "| %s | %.0f | %.2f | %.2f | %.1f | %.1f %% | %d | %d | %d |\n", k, r, r / median(rate["nginx-one"]),
                r / median(rate["breakwater-forwards"]), median(cpu[k]),
                hits(made[k], missed[k]), median(p50[k]), median(p99[k]), errors[k]
        }
    }' "$results"
