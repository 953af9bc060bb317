#!/usr/bin/env bash
# Measures what telemetry costs: requests per second and CPU time per request of one build with nothing of it, with
# metrics, and with metrics and traces, interleaved in one run. It is bench/proxy.sh with other settings, and takes all of
# that script's.
#
#   bench/telemetry.sh [DIRECTORY]      a packaged Breakwater; target/quarkus-app if left out. Prints Markdown
#
#   TARGETS="none metrics traces_1 traces_100 lines"    what is compared with "none": 1 and 100 are per cent of the traces
#
# "none" means absent: no meter of ours is made, and no link of a chain counts. Spans go to the load's own upstream, which
# takes them and keeps none. The line for each exchange, as JSON into a file, is on in "lines" alone, which is "metrics"
# with them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${1:-$here/../target/quarkus-app}
targets=${TARGETS:-none metrics traces_1 traces_100 lines}
export PORT=${PORT:-18400} RUN=${RUN:-$here/run} RATE=${RATE:-0}
with_lines="${JAVA_OPTS:--XX:+UseSerialGC -Xms256m -Xmx256m}"
java_opts="$with_lines -Dquarkus.log.category.\"breakwater.exchanges\".level=OFF"

traced() { # SHARE
    echo "-Dquarkus.otel.sdk.disabled=false -Dquarkus.otel.traces.sampler.arg=$1" \
        "-Dquarkus.otel.exporter.otlp.protocol=http/protobuf -Dquarkus.otel.exporter.otlp.endpoint=http://127.0.0.1:$PORT"
}
export JAVA_OPTS_none="$java_opts -Dbreakwater.metrics.enabled=false"
export JAVA_OPTS_metrics="$java_opts" JAVA_OPTS_lines="$with_lines"
export JAVA_OPTS_traces_1 JAVA_OPTS_traces_100
JAVA_OPTS_traces_1="$java_opts $(traced 0.01)"
JAVA_OPTS_traces_100="$java_opts $(traced 1)"

arguments=()
for target in $targets; do arguments+=("$target=$directory"); done
"$here/proxy.sh" "${arguments[@]}"

echo
echo "Against none, as medians of the rounds' own ratios:"
for kind in ${KINDS:-get post}; do
    awk -v kind="$kind" -v names="$targets" '
        function median(v, n,    i, j, t) {
            for (i = 2; i <= n; i++) {
                t = v[i]
                for (j = i - 1; j > 0 && v[j] > t; j--) v[j + 1] = v[j]
                v[j + 1] = t
            }
            return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
        }
        $1 == kind && $2 == 0 { rounds = $3 > rounds ? $3 : rounds; rps[$3, $4] = $5; cpu[$3, $4] = $9 }
        END {
            printf "\n%s\n\n| | req/s | CPU us/req |\n| --- | --- | --- |\n", toupper(kind)
            n = split(names, name, " ")
            for (i = 1; i <= n; i++) {
                for (r = 1; r <= rounds; r++) a[r] = rps[r, name[i]] / rps[r, "none"]
                for (r = 1; r <= rounds; r++) b[r] = cpu[r, name[i]] / cpu[r, "none"]
                printf "| %s | %.3f | %.3f |\n", name[i], median(a, rounds), median(b, rounds)
            }
        }' "$RUN/results"
done
