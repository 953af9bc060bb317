#!/usr/bin/env bash
# Measures what a deep queue costs the store: accepting and delivering writes with few and with many waiting, by the very
# scripts (delivering is claim, intend and settle), without Breakwater. Two stores stand side by side and are measured in turn, and by their own CPU time, so that the ratio bears a busy machine.
#
#   bench/depth.sh      prints Markdown
#
#   FEW=1000 MANY=1000000   waiting writes, all in one partition    ROUNDS=9 COUNT=2000   rounds, and steps in each
#   CONNECTIONS=64 BODY_BYTES=1203   as redis-benchmark holds open, and of a sealed request
#   PORT=18600              the first of two loopback ports         RUN=bench/run/depth    where files go; needs 4 GiB
#
# Needs redis-server, redis-benchmark and redis-cli (Debian: redis-server). Each store forces every step to the disk.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
run=${RUN:-$here/run/depth} lua=$here/../src/main/resources/lua
few=${FEW:-1000} many=${MANY:-1000000} rounds=${ROUNDS:-9} count=${COUNT:-2000}
connections=${CONNECTIONS:-64} bytes=${BODY_BYTES:-1203} port=${PORT:-18600}

rm -rf "$run" && mkdir -p "$run"
declare -A process
finish() { # what this script started, by its process id
    for name in "${!process[@]}"; do
        kill "${process[$name]}" 2>/dev/null && wait "${process[$name]}" 2>/dev/null || true
    done
    rm -rf "$run"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP
for tool in redis-server redis-benchmark redis-cli; do
    command -v "$tool" >/dev/null || { echo "depth.sh: needs $tool" >&2; exit 1; }
done

port_of() { if [ "$1" = few ]; then echo "$port"; else echo $((port + 1)); fi; }
cli() { redis-cli -p "$(port_of "$1")" "${@:2}"; }
body_of() { tail -n +2 "$lua/$1.lua"; }
as_function() { # NAME: its body, which is given its arguments
    echo "local function $1_step(A)"
    body_of "$1"
    echo "end"
}
source_of() { # NAME: as Breakwater puts a script together
    if [ "$1" = enqueue ]; then head -1 "$lua/enqueue.lua"; else echo '#!lua flags=allow-oom'; fi
    cat "$lua/common.lua" "$lua/queue.lua"
    if [ "$1" = enqueue ]; then
        body_of enqueue
        return
    fi
    for step in claim intend settle; do as_function $step; done
    cat <<'LUA'
local hash = claim_step({ '3600000', 'token', '256', 'bench/refunds', '1' })[2][1][1]
intend_step({ hash, 'token', '60000' })
return settle_step({ hash, 'token', 'deliver', 'answered 200', '86400000', A[1] })
LUA
}
body=$(printf 'x%.0s' $(seq "$bytes"))
steps() { # STORE SCRIPT COUNT PIPELINE: steps per second
    local arguments
    if [ "$2" = enqueue ]; then
        arguments=(2 '{bw:q:1}:' '{bw:q:2}:' epoch 0 hash-__rand_int__
            '72000000 86400000 fsync bench bench/refunds key-__rand_int__ lane-__rand_int__ ~'
            "$body" 100000000 '' 60000 '' '' 1 fingerprint-of-22-char 86400000)
    else
        arguments=(1 '{bw:q:1}:' epoch 0 "$body")
    fi
    redis-benchmark -p "$(port_of "$1")" -c "$connections" -n "$3" -P "$4" -r 2000000000 --csv \
        evalsha "$(cat "$run/$2.sha")" "${arguments[@]}" | tail -1 | awk -F'","' '{ print $2 }'
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for store in few many; do
    mkdir "$run/$store"
    redis-server --port "$(port_of $store)" --bind 127.0.0.1 --dir "$run/$store" --appendonly yes --appendfsync always --save "" \
        --auto-aof-rewrite-percentage 0 >"$run/$store.out" 2>&1 </dev/null &
    process[$store]=$!
    for _ in $(seq 100); do if cli $store ping >/dev/null 2>&1; then break; fi; sleep 0.1; done
    for partition in 1 2; do cli $store set "{bw:q:$partition}:epoch" epoch >/dev/null; done
    for script in enqueue deliver; do
        source_of $script | cli $store -x script load >"$run/$script.sha"
    done
done
steps few enqueue "$few" 1 >/dev/null
steps many enqueue "$many" 50 >/dev/null

echo "$(nproc) cores; $(redis-server --version | cut -d' ' -f3); $connections connections, $rounds rounds of $count steps;" \
    "$(cli few hget '{bw:q:1}:n' pending) and $(cli many hget '{bw:q:1}:n' pending) waiting at the beginning"
printf '\n| step | waiting | steps/s | CPU us/step | steps per CPU second, of few |\n| --- | --- | --- | --- | --- |\n'
ticks() { sed 's/.*) //' "/proc/${process[$1]}/stat" | awk '{ print $12 + $13 }'; }
declare -A spent
for _ in $(seq "$rounds"); do
    for script in enqueue deliver; do
        for store in few many; do
            before=$(ticks $store)
            steps $store $script "$count" 1 >>"$run/$script.$store"
            spent[$script.$store]=$((${spent[$script.$store]:-0} + $(ticks $store) - before))
        done
    done
done
for script in enqueue deliver; do
    for store in few many; do
        awk -v step=$script -v store=$store -v rate="$(median <"$run/$script.$store")" -v spent="${spent[$script.$store]}" \
            -v few="${spent[$script.few]}" -v n=$((rounds * count)) -v hz="$(getconf CLK_TCK)" \
            'BEGIN { printf "| %s | %s | %.0f | %.1f | %.2f |\n", step, store, rate, spent / hz / n * 1e6, few / spent }'
    done
done
echo
echo "delivered: $(cli few hget '{bw:q:1}:n' delivered) and $(cli many hget '{bw:q:1}:n' delivered)"
