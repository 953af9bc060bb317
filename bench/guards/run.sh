#!/usr/bin/env bash
# Our guards beside SmallRye Fault Tolerance's, around a call that is answered at once: ns and bytes per call.
#
#   bench/guards/run.sh [JMH options]      for example: bench/guards/run.sh -p guards=breaker
#
# Everything runs on one core (CPU=0), so that the time of every thread that a guard wakes counts.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../../mvnw" -B -ntp -q -f "$here/pom.xml" package
exec taskset -c "${CPU:-0}" "${JAVA:-java}" -cp "$here/target/classes:$here/target/lib/*" org.openjdk.jmh.Main \
    -prof gc -prof dev.breakwater.bench.CpuTime -jvmArgs "-XX:+UseSerialGC -Xms256m -Xmx256m" "$@"
