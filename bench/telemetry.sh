#!/usr/bin/env bash
# Measures what telemetry costs: requests per second and CPU time per request of one build with nothing of it, with
# metrics, and with metrics and traces, interleaved in one run. It is bench/proxy.sh with other settings, and takes all of
# that script's.
#
#   bench/telemetry.sh [DIRECTORY]      a packaged Breakwater; target/quarkus-app if left out. Prints Markdown
#
#   TARGETS="none again metrics traces_1 traces_100 lines"   what is compared with "none": 1 and 100 are per cent of the
#                                                             traces, "again" is "none" once more: what chance makes of it
#   RUNS=1             the whole again with new processes, whose code is compiled anew, as often
#
# "none" means absent: no meter of ours is made, and no link of a chain counts. Spans go to the load's own upstream, which
# takes them and keeps none. The line for each exchange, as JSON into a file, is on in "lines" alone, which is "metrics"
# with them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${1:-$here/../target/quarkus-app}
targets=${TARGETS:-none again metrics traces_1 traces_100 lines}
export PORT=${PORT:-18400} RUN=${RUN:-$here/run} RATE=${RATE:-0}
with_lines="${JAVA_OPTS:--XX:+UseSerialGC -Xms256m -Xmx256m}"
java_opts="$with_lines -Dquarkus.log.category.\"breakwater.exchanges\".level=OFF"

traced() { # SHARE
    echo "-Dquarkus.otel.sdk.disabled=false -Dquarkus.otel.traces.sampler.arg=$1" \
        "-Dquarkus.otel.exporter.otlp.protocol=http/protobuf -Dquarkus.otel.exporter.otlp.endpoint=http://127.0.0.1:$PORT"
}
export JAVA_OPTS_none="$java_opts -Dbreakwater.metrics.enabled=false"
export JAVA_OPTS_again="$JAVA_OPTS_none"
export JAVA_OPTS_metrics="$java_opts" JAVA_OPTS_lines="$with_lines"
export JAVA_OPTS_traces_1 JAVA_OPTS_traces_100
JAVA_OPTS_traces_1="$java_opts $(traced 0.01)"
JAVA_OPTS_traces_100="$java_opts $(traced 1)"

arguments=()
for target in $targets; do arguments+=("$target=$directory"); done
mkdir -p "$RUN"
all=$RUN/telemetry-results
: >"$all"
for run in $(seq "${RUNS:-1}"); do
    "$here/proxy.sh" "${arguments[@]}"
    awk -v run="$run" '{ $3 += run * 1000; print }' "$RUN/results" >>"$all"
    rm -f "$RUN/lines.out" # some hundred bytes for each of some million exchanges
done

for base in none metrics; do
    [[ " $targets " == *" $base "* ]] || continue
    echo
    echo "Against $base, as medians of the rounds' own ratios; in brackets of each run alone:"
    for kind in ${KINDS:-get post}; do
        awk -v kind="$kind" -v names="$targets" -v base="$base" -v runs="${RUNS:-1}" -f "$here/telemetry/report.awk" "$all"
    done
done
