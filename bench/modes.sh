#!/usr/bin/env bash
# Measures how fast a mode that is changed is in force on all replicas, while each is under load, as its clients see it.
#
#   bench/modes.sh [DIRECTORY]      prints Markdown; DIRECTORY is a packaged Breakwater, else target/quarkus-app
#
#   REPLICAS=5         processes on one store                      CHANGES=60          suspended and back, in turn
#   RATE=1000          requests a second, of all                   WARM_UP=40          seconds of load before
#   CONNECTIONS=16     kept open to each replica                   PORT=18500          the first of the loopback ports
#   JAVA=java          the JVM                                     JAVA_OPTS=...       its flags
#   RUN=bench/run/modes where configuration and logs go
#
# The changes come at chance times, each to another replica; four each of them are made before it counts, since a JVM's
# first are slow. The clock runs from before curl is started, which asks for the change.
#
# Needs wrk, nginx and redis-server (Debian: nginx-light, wrk, redis-server), curl, a JDK.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${RUN:-$here/run/modes} directory=${1:-$here/../target/quarkus-app}
replicas=${REPLICAS:-5} changes=${CHANGES:-60} connections=${CONNECTIONS:-16} rate=${RATE:-1000}
warm_up=${WARM_UP:-40} port=${PORT:-18500}
java=${JAVA:-java} java_opts=${JAVA_OPTS:--XX:+UseSerialGC -Xms128m -Xmx128m}
provider=$port store=$((port + 1))

rm -rf "$run" && mkdir -p "$run/redis"
run=$(cd "$run" && pwd)
started=()
stop_all() { # what this script started, by process id
    for p in "${started[@]}"; do kill "$p" 2>/dev/null || true; done
    for p in "${started[@]}"; do wait "$p" 2>/dev/null || true; done
}
trap stop_all EXIT
trap 'exit 1' INT TERM HUP
fail() { echo "modes.sh: $*" >&2; exit 1; }
PATH=$PATH:/usr/sbin
for tool in wrk nginx redis-server curl openssl sha256sum "$java"; do
    command -v "$tool" >/dev/null || fail "needs $tool"
done
[ -f "$directory/quarkus-run.jar" ] || fail "no $directory/quarkus-run.jar; build it: ./mvnw package -DskipTests"

key=$(head -c 24 /dev/urandom | base64)
sum=$(printf %s "$key" | sha256sum)
vault=bench:$(head -c 32 /dev/urandom | base64)
openssl genpkey -algorithm ed25519 -out "$run/seal.pem"
printf 'header = "Authorization: Bearer %s"\n' "$key" >"$run/login"

door() { echo $((port + 10 + 2 * $1)); }
ops() { echo $((port + 11 + 2 * $1)); }
fill() { # TEMPLATE OUTPUT [REPLICA]
    sed -e "s#@RUN@#$run#g" -e "s#@PROVIDER@#$provider#g" -e "s#@STORE@#$store#g" -e "s#@KEY_SHA256@#${sum%% *}#g" \
        -e "s#@VAULT_KEY@#$vault#g" -e "s#@PORT@#$(door "${3:-0}")#g" -e "s#@OPS_PORT@#$(ops "${3:-0}")#g" "$here/$1" >"$2"
}
await() { # WHAT COMMAND...: until the command succeeds
    local what=$1
    shift
    for _ in $(seq 600); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    fail "$what: gave up waiting; see $run"
}
start() { # LOG COMMAND...
    local log=$1
    shift
    "$@" >"$run/$log.out" 2>&1 </dev/null &
    started+=($!)
}
micros() { echo $(($(date +%s%N) / 1000)); }
all_obey() {
    [ "$(curl -s --config "$run/login" "http://127.0.0.1:$(ops 1)/ops/v1/status" | grep -o '"orders_version"' | wc -l)" = "$replicas" ]
}

fill queue/provider.conf.in "$run/provider.conf"
start store redis-server --port "$store" --bind 127.0.0.1 --dir "$run/redis" --appendonly yes --appendfsync always --save ""
start provider nginx -e "$run/provider.log" -c "$run/provider.conf" -g "master_process off;"
await provider curl -sfo /dev/null "http://127.0.0.1:$provider/v1/balance"
for one in $(seq "$replicas"); do
    fill modes/breakwater.yaml.in "$run/replica$one.yaml" "$one"
    # shellcheck disable=SC2086
    start "replica$one" env HOSTNAME="replica$one" "$java" $java_opts -Dquarkus.config.locations="$run/replica$one.yaml" \
        -jar "$directory/quarkus-run.jar"
done
for one in $(seq "$replicas"); do
    await "replica $one" curl -so /dev/null "http://127.0.0.1:$(door "$one")/bench/v1/balance"
done
await "all replicas in the store" all_obey

loads=()
for one in $(seq "$replicas"); do
    BENCH_KEY=$key BENCH_SEEN=$run/seen$one BENCH_PAUSE=$((1000 * connections * replicas / rate)) \
        wrk -t1 -c"$connections" -d1h -s "$here/modes/load.lua" "http://127.0.0.1:$(door "$one")/bench/v1/balance" >"$run/load$one.out" 2>&1 </dev/null &
    started+=($!) loads+=($!)
done
busy() { # CPU time so far: of this script's processes, of all, and of all cores together
    local own=0 p
    for p in "${started[@]}"; do own=$((own + $(sed 's/.*) //' "/proc/$p/stat" | awk '{ print $12 + $13 }'))); done
    awk -v own="$own" 'NR == 1 { print own, $2 + $3 + $4 + $7 + $8, $2 + $3 + $4 + $5 + $6 + $7 + $8 }' /proc/stat
}
change() { # MODE REPLICA: how many have confirmed it
    curl -sf -X PUT --config "$run/login" -H 'Content-Type: application/json' -d "{\"mode\":\"$1\",\"reason\":\"a measurement\"}" \
        "http://127.0.0.1:$(ops "$2")/ops/v1/modes/bench" | sed 's/.*"confirmed":\[\([^]]*\)\].*/\1/' | grep -o '"[^"]*"' | wc -l
}
sleep "$warm_up"
for one in $(seq $((2 * replicas))); do
    change suspended $((one % replicas + 1)) >/dev/null
    change auto $((one % replicas + 1)) >/dev/null
done
read -r own_before all_before most_before < <(busy)
for number in $(seq "$changes"); do
    if [ $((number % 2)) = 1 ]; then mode=suspended status=503; else mode=auto status=200; fi
    pause=$((500 + RANDOM % 1000))
    sleep "$((pause / 1000)).$(printf %03d $((pause % 1000)))"
    asked=$(micros)
    confirmed=$(change $mode $((number % replicas + 1)))
    echo "$number $status $asked $(micros) $confirmed" >>"$run/changes"
done
sleep 2
read -r own_after all_after most_after < <(busy)
for p in "${loads[@]}"; do
    kill -INT "$p"
    wait "$p" || true
done

reached=$(awk '/^RESULT/ { sum += $2 } END { printf "%.0f", sum }' "$run"/load*.out)
own=$((own_after - own_before)) all=$((all_after - all_before)) most=$((most_after - most_before))
echo "$(nproc) cores; $("$java" -version 2>&1 | head -1); $replicas replicas with $connections connections each," \
    "$reached requests/s together; cores used: $((100 * all / most)) %, of it other processes $((100 * (all - own) / all)) %"
echo
awk -f "$here/modes/report.awk" "$run/changes" "$run"/seen*
rm -rf "$run/redis"
