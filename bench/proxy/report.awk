# Makes Markdown of the results of one kind. Every figure is the median over the rounds; a ratio is the median of the
# rounds' own ratios, so that a machine that slows down for a while slows both sides of it.

function median(values, n,    i, j, t) {
    for (i = 2; i <= n; i++) {
        t = values[i]
        for (j = i - 1; j > 0 && values[j] > t; j--) values[j + 1] = values[j]
        values[j + 1] = t
    }
    return n == 0 ? 0 : n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
}
function of(what, at, name,    r, v) {
    for (r = 1; r <= rounds; r++) v[r] = data[what, at, r, name]
    return median(v, rounds)
}
function ratio(what, at, name, base,    r, v) {
    for (r = 1; r <= rounds; r++) v[r] = data[what, at, r, name] / data[what, at, r, base]
    return median(v, rounds)
}
function added(what, at, name,    r, v) {
    for (r = 1; r <= rounds; r++) v[r] = data[what, at, r, name] - data[what, at, r, "direct"]
    return median(v, rounds)
}
function spread(at, name,    r, x, low, high) {
    for (r = 1; r <= rounds; r++) {
        x = data["rps", at, r, name]
        if (r == 1 || x < low) low = x
        if (r == 1 || x > high) high = x
    }
    return (high - low) / of("rps", at, name) * 100
}
function sum(what, at, name,    r, s) {
    for (r = 1; r <= rounds; r++) s += data[what, at, r, name]
    return s
}

$1 == kind {
    rounds = $3 > rounds ? $3 : rounds
    data["rps", $2, $3, $4] = $5
    data["p50", $2, $3, $4] = $6
    data["p99", $2, $3, $4] = $7
    data["bad", $2, $3, $4] = $8
    data["cpu", $2, $3, $4] = $9
    data["use", $2, $3, $4] = $10
    data["rss", $2, $3, $4] = $11
}

END {
    n = split(names, name, " ")
    if (full != 0) {
        printf "\n%s, as fast as possible\n\n", toupper(kind)
        print "| | req/s | spread | of nginx | of direct | CPU us/req | of nginx's | core used | RSS MiB | errors |"
        print "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
        for (i = 1; i <= n; i++) {
            t = name[i]
            printf "| %s | %.0f | %.0f %% | %.2f | %.2f | %.1f | %.2f | %.0f %% | %.0f | %d |\n", t, of("rps", 0, t),
                spread(0, t), ratio("rps", 0, t, "nginx"), ratio("rps", 0, t, "direct"), of("cpu", 0, t),
                ratio("cpu", 0, t, "nginx"), of("use", 0, t), of("rss", 0, t), sum("bad", 0, t)
        }
    }
    if (rate > 0) {
        printf "\n%s, at about %d requests/s\n\n", toupper(kind), rate
        print "| | req/s | p50 us | p99 us | p50 added | p99 added | CPU us/req | of nginx's | errors |"
        print "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
        for (i = 1; i <= n; i++) {
            t = name[i]
            printf "| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f | %.2f | %d |\n", t, of("rps", rate, t),
                of("p50", rate, t), of("p99", rate, t), added("p50", rate, t), added("p99", rate, t), of("cpu", rate, t),
                ratio("cpu", rate, t, "nginx"), sum("bad", rate, t)
        }
    }
}
