# Reads the changes (number, status that is to come, when it was asked for, when it was answered, how many had confirmed)
# and then what each replica's clients saw (load.lua), and prints how long the changes took, in milliseconds.
function put(name, value) { of[name, ++count[name]] = value }
function row(name, text,    n, i, j, v) {
  n = count[name]
  for (i = 2; i <= n; i++) { # sorted by insertion: there are few
    v = of[name, i]
    for (j = i - 1; j >= 1 && of[name, j] > v; j--) of[name, j + 1] = of[name, j]
    of[name, j + 1] = v
  }
  printf "| %s | %.0f | %.0f | %.0f |\n", text, of[name, 1], of[name, int((n + 1) / 2)], of[name, n]
}
FILENAME ~ /changes$/ {
  wanted[$1] = $2; asked[$1] = $3; answered[$1] = $4; confirmed[$1] = $5; changes = $1
  next
}
FNR == 1 { replicas++; at = 0 }
{
  while (at < changes && $4 >= asked[at + 1]) at++ # which change was the latest when this answer came
  if (at == 0 || $3 != wanted[at]) next
  if (!((replicas, at) in first)) first[replicas, at] = $4
  last[replicas, at] = $2 # the one before did not obey
}
END {
  for (c = 1; c <= changes; c++) {
    slowest = latest = 0
    for (r = 1; r <= replicas; r++) {
      if (!((r, c) in first)) { unseen++; continue }
      if (first[r, c] > slowest) slowest = first[r, c]
      if (last[r, c] > latest) latest = last[r, c]
    }
    put("first", (slowest - asked[c]) / 1000)
    put("last", (latest - asked[c]) / 1000)
    put("answer", (answered[c] - asked[c]) / 1000)
    if (confirmed[c] != replicas) partly++
  }
  print "| ms from asking for it | min | median | max |"
  print "| --- | --- | --- | --- |"
  row("first", "of the slowest replica, the first answer that obeys")
  row("last", "of all replicas, the last answer that does not")
  row("answer", "the answer to the change: all have confirmed it")
  printf "\n%d changes; %d of them not confirmed by all when they were answered; %d times a replica was not seen to obey\n", changes, partly, unseen
}
