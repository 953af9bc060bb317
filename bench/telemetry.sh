#!/usr/bin/env bash
# What telemetry costs: one build of Breakwater with it off and on in steps, side by side. Prints Markdown.
#
#   bench/telemetry.sh [DIRECTORY]      a packaged Breakwater; without it target/quarkus-app
#
# Spans go to the bench's upstream, which takes anything, so that they are really sent. All settings of proxy.sh hold;
# RATE is 0 unless set: this is about requests per second of one core. TARGETS chooses among those below.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${1:-$here/../target/quarkus-app}
export PORT=${PORT:-18400} RATE=${RATE:-0}
export JAVA_OPTS=${JAVA_OPTS:--XX:+UseSerialGC -Xms256m -Xmx256m}

traces() { # RATIO: the properties
    echo "-Dquarkus.otel.sdk.disabled=false -Dquarkus.otel.traces.sampler.arg=$1" \
        "-Dquarkus.otel.exporter.otlp.protocol=http/protobuf -Dquarkus.otel.exporter.otlp.endpoint=http://127.0.0.1:$PORT"
}
export JAVA_OPTS_traces_1="$JAVA_OPTS $(traces 0.01)"
export JAVA_OPTS_traces_100="$JAVA_OPTS $(traces 1)"

targets=()
for target in ${TARGETS:-none traces_1 traces_100}; do targets+=("$target=$directory"); done
exec "$here/proxy.sh" "${targets[@]}"
