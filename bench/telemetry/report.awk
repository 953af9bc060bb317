# Reads what bench/telemetry.sh measured and prints a table: each target's requests per second and CPU time per request as
# ratios to those of "base" in the same round. Rounds are numbered 1000 * run + round.
function median(v, n,    i, j, t) {
    for (i = 2; i <= n; i++) {
        t = v[i]
        for (j = i - 1; j > 0 && v[j] > t; j--) v[j + 1] = v[j]
        v[j + 1] = t
    }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
# of all runs for run 0
function ratio(of, name, run,    r, n, v) {
    for (r in rounds)
        if (run == 0 || int(r / 1000) == run) v[++n] = of[r, name] / of[r, base]
    return sprintf("%.3f", median(v, n))
}
function each(of, name,    run, s) {
    if (runs < 2) return ""
    for (run = 1; run <= runs; run++) s = s (run > 1 ? ", " : "") ratio(of, name, run)
    return " (" s ")"
}
$1 == kind && $2 == 0 { rounds[$3]; rps[$3, $4] = $5; cpu[$3, $4] = $9 }
END {
    printf "\n%s\n\n| | req/s | CPU us/req |\n| --- | --- | --- |\n", toupper(kind)
    n = split(names, name, " ")
    for (i = 1; i <= n; i++)
        printf "| %s | %s%s | %s%s |\n", name[i],
            ratio(rps, name[i], 0), each(rps, name[i]), ratio(cpu, name[i], 0), each(cpu, name[i])
}
