#!/usr/bin/env bash
# Measures how soon a Breakwater answers its first payment after its process was started, how much memory it takes idle
# and under load, and how large it is.
#
#   bench/start.sh NAME=ARTIFACT...      prints Markdown
#
# ARTIFACT is a native executable (target/breakwater-VERSION-runner), or a packaged directory (target/quarkus-app), which
# runs in a JVM: with its AOT cache if there is an app.aot in it. TRAIN=1 makes that cache first, by a run of its own
# (JDK 25 or newer; the directory must have been packaged with -Dquarkus.package.jar.aot.enabled=true).
#
#   STARTS=20          of each, in turn                     SECONDS_LOADED=20   of load, on 64 connections
#   JAVA=java          the JVM                              JAVA_OPTS=...       its flags
#   NATIVE_OPTS=...    flags of executables                 IDLE=10             seconds before memory is looked at
#   STORE=0            1: with a Redis, as where writes are queued
#   PORT=18500         the first of the loopback ports      RUN=bench/run       where configuration and logs go
#
# A start ends when the head of the first answered payment is here; who asks looks each millisecond. Needs wrk, nginx
# (Debian: nginx-light, wrk), with STORE=1 redis-server, and a machine with nothing else to do.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${RUN:-$here/run} port=${PORT:-18500} starts=${STARTS:-20} loaded=${SECONDS_LOADED:-20} idle=${IDLE:-10} store=${STORE:-0}
java=${JAVA:-java} java_opts=${JAVA_OPTS:--XX:+UseSerialGC -Xmx256m} native_opts=${NATIVE_OPTS:--Xmx64m -Xmn12m}
[ $# -gt 0 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

mkdir -p "$run"
run=$(cd "$run" && pwd)
started=()
stop_all() { # what this script started, by process id
    for p in "${started[@]}"; do kill "$p" 2>/dev/null || true; done
    for p in "${started[@]}"; do wait "$p" 2>/dev/null || true; done
}
trap stop_all EXIT
trap 'exit 1' INT TERM HUP
fail() { echo "start.sh: $*" >&2; exit 1; }
PATH=$PATH:/usr/sbin
for tool in wrk nginx sha256sum "$java"; do command -v "$tool" >/dev/null || fail "needs $tool"; done

key=$(head -c 24 /dev/urandom | base64)
sum=$(printf %s "$key" | sha256sum)
body='{"object":"payment_intent"}'
fill() { # TEMPLATE OUTPUT PORT OPS_PORT
    sed -e "s#@RUN@#$run#g" -e "s#@PORT@#$3#g" -e "s#@OPS_PORT@#$4#g" -e "s#@UPSTREAM@#$port#g" -e "s#, event-loops: 1##" \
        -e "s#@KEY_SHA256@#${sum%% *}#g" -e "s#@BODY@#$body#g" -e "s#@BYTES@#${#body}#g" "$here/proxy/$1" >"$2"
}

mkfifo "$run/pause.$$"
exec 4<>"$run/pause.$$"
rm "$run/pause.$$"
pause() { read -rt 0.001 -u 4 _ || true; } # a millisecond, without a process

door=$((port + 1))
# Asks for a payment until it is answered; at most half a minute: PID. Sets $answered.
first_payment() {
    local status='' until=$((SECONDS + 30))
    while [ $SECONDS -lt $until ]; do
        if { exec 3<>"/dev/tcp/127.0.0.1/$door"; } 2>/dev/null; then
            printf '%s\r\n' 'POST /bench/v1/payment_intents HTTP/1.1' 'Host: localhost' "Authorization: Bearer $key" \
                'Content-Type: application/x-www-form-urlencoded' 'Content-Length: 9' '' >&3
            printf 'amount=17' >&3
            IFS= read -r -t 10 -u 3 status || true
            answered=$EPOCHREALTIME
            exec 3>&-
            case $status in *' 200 '*) return ;; esac
        fi
        kill -0 "$1" 2>/dev/null || break
        pause
    done
    fail "no payment was answered ($status): see $run/start.out"
}

# Starts ARTIFACT with more FLAGS; sets $began, $process.
launch() {
    local artifact=$1
    shift
    began=$EPOCHREALTIME
    if [ -d "$artifact" ]; then
        if [ -f "$artifact/app.aot" ]; then set -- "$@" "-XX:AOTCache=$artifact/app.aot"; fi
        # shellcheck disable=SC2086
        "$java" $java_opts "$@" -Dquarkus.config.locations="$run/start.yaml" -jar "$artifact/quarkus-run.jar" \
            >"$run/start.out" 2>&1 </dev/null &
    else
        # shellcheck disable=SC2086
        "$artifact" $native_opts "$@" -Dquarkus.config.locations="$run/start.yaml" >"$run/start.out" 2>&1 </dev/null &
    fi
    process=$!
    started+=("$process")
}

end() { # PID
    kill "$1"
    wait "$1" || true
    started=("${started[@]/$1/}")
}

status_mib() { sed -n "s/^$2:\s*\([0-9]*\).*/\1/p" "/proc/$1/status" | awk '{ printf "%.0f", $1 / 1024 }'; } # PID FIELD
median() { sort -g | awk '{ v[NR] = $1 } END { printf "%.0f | %.0f | %.0f", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

fill upstream.conf.in "$run/start-upstream.conf" "$port" 0
nginx -e "$run/start-upstream.log" -c "$run/start-upstream.conf" >"$run/start-upstream.out" 2>&1 </dev/null &
started+=($!)
fill guards-on.yaml.in "$run/start.yaml" "$door" 0
if [ "$store" = 1 ]; then
    openssl genpkey -algorithm ed25519 -out "$run/start-seal.pem" 2>/dev/null
    rm -rf "$run/appendonlydir" "$run/dump.rdb" # keys that an earlier run used are used again
    redis-server --port $((port + 2)) --bind 127.0.0.1 --save '' --appendonly yes --appendfsync always --dir "$run" \
        --maxmemory-policy noeviction >"$run/start-redis.out" 2>&1 </dev/null &
    started+=($!)
    cat >>"$run/start.yaml" <<YAML
  redis: { hosts: "redis://127.0.0.1:$((port + 2))" }
YAML
    export BREAKWATER_AUDIT_SEAL_KEY_FILE=$run/start-seal.pem
    BREAKWATER_VAULT_KEYS="k1:$(head -c 32 /dev/urandom | base64)"
    export BREAKWATER_VAULT_KEYS
fi

declare -A artifact
names=()
for target in "$@"; do
    name=${target%%=*}
    artifact[$name]=$(realpath "${target#*=}")
    [ -x "${artifact[$name]}" ] || fail "there is no ${target#*=}"
    names+=("$name")
    : >"$run/start-$name.ms"
    if [ "${TRAIN:-0}" = 1 ] && [ -d "${artifact[$name]}" ] && [ -d "${artifact[$name]}/lib" ]; then
        rm -f "${artifact[$name]}/app.aot"
        launch "${artifact[$name]}" "-XX:AOTCacheOutput=${artifact[$name]}/app.aot"
        first_payment "$process"
        end "$process"
    fi
done

for _ in $(seq "$starts"); do
    for name in "${names[@]}"; do
        launch "${artifact[$name]}"
        first_payment "$process"
        awk "BEGIN { print ($answered - $began) * 1000 }" >>"$run/start-$name.ms"
        end "$process"
    done
done

echo "$(nproc) cores; $("$java" -version 2>&1 | head -1); $starts starts of each, in turn; a store: $store"
echo
echo "| | first payment ms, median | least | most | RSS MiB after it | idle ${idle} s | under load, at most | payments/s | errors | size MiB |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
for name in "${names[@]}"; do
    launch "${artifact[$name]}"
    first_payment "$process"
    at_first=$(status_mib "$process" VmRSS)
    sleep "$idle"
    at_rest=$(status_mib "$process" VmRSS)
    load=$(BENCH_KEYS=$([ "$store" = 1 ] && echo each) BENCH_KIND=post BENCH_KEY=$key BENCH_THINK_MS=0 \
        wrk -t1 -c64 -d"$loaded"s -s "$here/proxy/load.lua" "http://127.0.0.1:$door/bench/v1/payment_intents" |
        sed -n 's/^RESULT //p')
    most=$(status_mib "$process" VmHWM)
    end "$process"
    read -r rate _ _ errors <<<"$load"
    echo "| $name | $(median <"$run/start-$name.ms") | $at_first | $at_rest | $most | $rate | $errors |" \
        "$(du -sm --apparent-size "${artifact[$name]}" | cut -f1) |"
done
