package dev.breakwater.load;

import dev.breakwater.load.check.Asked;
import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Figures of a kind of request in a phase.
 *
 * @param good how many were as promised
 * @param p50 the milliseconds within which half of them were answered
 * @param outcomes how many had which status and {@code Breakwater-Outcome}
 */
record Row(
        String phase, String kind, int count, int good, long p50, long p95, long max, Map<String, Integer> outcomes) {

    /** All phases with their kinds, in order. */
    static List<Row> of(History history) {
        Map<Integer, Told> told = new HashMap<>();
        history.told().forEach(each -> told.put(each.number(), each));
        Map<String, Map<String, List<Told>>> groups = new TreeMap<>();
        for (Asked asked : history.asked()) {
            groups.computeIfAbsent(asked.phase(), first -> new TreeMap<>())
                    .computeIfAbsent(asked.kind(), first -> new ArrayList<>())
                    .add(told.getOrDefault(asked.number(), unanswered(asked)));
        }
        List<Row> rows = new ArrayList<>();
        groups.forEach((phase, kinds) -> kinds.forEach((kind, answers) -> rows.add(row(phase, kind, answers))));
        return rows;
    }

    String goodPercent() {
        return String.format(Locale.ROOT, "%.1f", 100.0 * good / count);
    }

    String outcomesText() {
        return outcomes.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Row row(String phase, String kind, List<Told> answers) {
        long[] millis = answers.stream().mapToLong(Told::millis).sorted().toArray();
        Map<String, Integer> outcomes = new TreeMap<>();
        answers.forEach(each -> outcomes.merge(
                each.status() == 0 ? "no answer" : each.status() + " " + each.outcome(), 1, Integer::sum));
        int good = (int) answers.stream().filter(Told::good).count();
        return new Row(phase, kind, millis.length, good, at(millis, 0.5), at(millis, 0.95), at(millis, 1), outcomes);
    }

    private static Told unanswered(Asked asked) {
        return new Told(asked.number(), asked.at(), 0, 0, "", null, false);
    }

    private static long at(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
