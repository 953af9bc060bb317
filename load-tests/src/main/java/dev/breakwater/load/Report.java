package dev.breakwater.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakwater.load.check.Asked;
import dev.breakwater.load.check.Checker;
import dev.breakwater.load.check.Evidence;
import dev.breakwater.load.check.Journal.Began;
import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Rule;
import dev.breakwater.load.check.Told;
import dev.breakwater.load.check.Violation;
import dev.breakwater.load.suite.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of a run: {@code summary.json} for machines, {@code index.html} for people, a table for the terminal. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** In the line of an assertion that does not hold. */
    static final String FAILED = ": false";

    private final Plan plan;
    private final History history;
    private final Evidence evidence;
    private final List<Violation> violations;
    private final List<String> assertions;
    private final boolean asserted;
    private final String place;
    private final List<Row> rows;

    Report(
            Plan plan,
            History history,
            Evidence evidence,
            List<Violation> violations,
            List<String> assertions,
            boolean asserted,
            String place) {
        this.assertions = assertions;
        this.plan = plan;
        this.history = history;
        this.evidence = evidence;
        this.violations = violations;
        this.asserted = asserted;
        this.place = place;
        this.rows = rows(history);
    }

    /** Figures of a kind of request in a phase; latencies in milliseconds. */
    private record Row(
            String phase,
            String kind,
            int count,
            int good,
            long p50,
            long p95,
            long max,
            Map<String, Integer> outcomes) {}

    /** The rules that could not be checked. */
    List<Rule> unchecked() {
        List<Rule> checked = Checker.checked(evidence);
        return Arrays.stream(Rule.values())
                .filter(rule -> !checked.contains(rule))
                .toList();
    }

    String table() {
        StringBuilder text = new StringBuilder();
        String form = "%-18s %-14s %6s %7s %7s %7s %7s  %s%n";
        text.append(String.format(
                Locale.ROOT, form, "phase", "", "count", "good %", "p50 ms", "p95 ms", "max ms", "outcomes"));
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    form,
                    row.phase,
                    row.kind,
                    row.count,
                    goodPercent(row),
                    row.p50,
                    row.p95,
                    row.max,
                    outcomes(row)));
        }
        return text.toString();
    }

    /** Writes both files into {@code directory}; {@code gatling} is its report, if it made one. */
    void write(Path directory, @Nullable Path gatling) throws IOException {
        Files.writeString(directory.resolve("summary.json"), JSON.writeValueAsString(json()));
        String link = gatling == null
                ? ""
                : directory.relativize(gatling.resolve("index.html")).toString();
        Files.writeString(directory.resolve("index.html"), page(link));
    }

    private ObjectNode json() {
        ObjectNode all = JSON.createObjectNode()
                .put("suite", plan.name())
                .put("says", plan.says())
                .put("passed", asserted && violations.isEmpty())
                .put("assertions_hold", asserted)
                .put(
                        "effects",
                        evidence.effects() == null ? -1 : evidence.effects().size())
                .put("queued_writes", evidence.kept().size());
        ArrayNode phases = all.putArray("phases");
        for (Began began : history.began()) {
            phases.addObject()
                    .put("phase", began.phase())
                    .put("began_at", began.at().toString());
        }
        ArrayNode goals = all.putArray("assertions");
        assertions.forEach(goals::add);
        ArrayNode figures = all.putArray("figures");
        for (Row row : rows) {
            ObjectNode outcomes = figures.addObject()
                    .put("phase", row.phase)
                    .put("kind", row.kind)
                    .put("count", row.count)
                    .put("good", row.good)
                    .put("p50_ms", row.p50)
                    .put("p95_ms", row.p95)
                    .put("max_ms", row.max)
                    .putObject("outcomes");
            row.outcomes.forEach(outcomes::put);
        }
        ArrayNode rules = all.putArray("invariants");
        for (Rule rule : Rule.values()) {
            ArrayNode ids = rules.addObject()
                    .put("rule", rule.name())
                    .put("says", rule.says())
                    .put("checked", !unchecked().contains(rule))
                    .putArray("violations");
            violations.stream()
                    .filter(each -> each.rule() == rule)
                    .forEach(each -> ids.addObject().put("id", each.id()).put("what", each.what()));
        }
        return all;
    }

    private String page(String gatling) {
        boolean passed = asserted && violations.isEmpty();
        StringBuilder html =
                new StringBuilder("""
                <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s: %2$s</title><style>
                body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#1b1f24}
                h1{margin-bottom:0} .passed{color:#116329} .failed{color:#a40e26} table{border-collapse:collapse;width:100%%}
                td,th{padding:.25em .6em;border-bottom:1px solid #d0d7de;text-align:left;vertical-align:top}
                .n{text-align:right;font-variant-numeric:tabular-nums} svg{width:100%%;height:auto} code{word-break:break-all}
                tr.first td{border-top:2px solid #6e7781}
                </style><h1>%1$s: <span class="%2$s">%2$s</span></h1><p>%3$s</p>
                """.formatted(plan.name(), passed ? "passed" : "failed", escape(plan.says())));
        html.append("<p>Latency and success per phase: <b>")
                .append(asserted ? "as asserted" : "<span class=failed>not as asserted</span>")
                .append("</b>. Money invariants: <b>")
                .append(
                        violations.isEmpty()
                                ? "none violated"
                                : "<span class=failed>" + violations.size() + " violations</span>")
                .append("</b>. ");
        if (!gatling.isEmpty()) {
            html.append("<a href=\"")
                    .append(gatling)
                    .append("\">Gatling's report</a>, in which each phase is a group. ");
        }
        html.append(
                "Everything that was seen: <a href=summary.json>summary.json</a>, <a href=journal.ndjson>journal.ndjson</a>.</p>");
        html.append(new Chart(history).svg())
                .append(
                        "<h2>Phases</h2><table><tr><th>phase<th>what<th class=n>count<th class=n>good %<th class=n>p50 ms<th class=n>p95 ms<th class=n>max ms<th>outcomes");
        String before = "";
        for (Row row : rows) {
            boolean first = !row.phase.equals(before);
            before = row.phase;
            html.append(first ? "<tr class=first><td><b>" + escape(row.phase) + "</b>" : "<tr><td>")
                    .append("<td>")
                    .append(escape(row.kind));
            for (Object figure : List.of(row.count, goodPercent(row), row.p50, row.p95, row.max)) {
                html.append("<td class=n>").append(figure);
            }
            html.append("<td>").append(escape(outcomes(row)));
        }
        html.append("</table><h2>Latency and success</h2><details")
                .append(asserted ? ">" : " open>")
                .append("<summary>")
                .append(assertions.size())
                .append(" assertions</summary><ul>");
        for (String assertion : assertions) {
            String mark = assertion.contains(FAILED) ? "<li class=failed>" : "<li>";
            html.append(mark).append(escape(assertion));
        }
        html.append("</ul></details><h2>Money invariants</h2><table><tr><th>rule<th>holds");
        for (Rule rule : Rule.values()) {
            List<Violation> broken =
                    violations.stream().filter(each -> each.rule() == rule).toList();
            html.append("<tr><td>")
                    .append(escape(rule.says()))
                    .append("<br><small>")
                    .append(rule)
                    .append("</small><td>");
            if (unchecked().contains(rule)) {
                html.append("not checked: no ledger");
            } else if (broken.isEmpty()) {
                html.append("<b class=passed>yes</b>");
            } else {
                html.append("<b class=failed>no, ").append(broken.size()).append(" times</b>");
                broken.stream()
                        .limit(50)
                        .forEach(each -> html.append("<br><code>")
                                .append(escape(each.id()))
                                .append("</code> ")
                                .append(escape(each.what())));
            }
        }
        int effects = evidence.effects() == null ? 0 : evidence.effects().size();
        html.append("</table><p>")
                .append(evidence.kept().size())
                .append(" writes were accepted for later, and the ledger has ")
                .append(effects)
                .append(" effects. ")
                .append(escape(place))
                .append("</p></html>\n");
        return html.toString();
    }

    private static List<Row> rows(History history) {
        Map<Integer, Told> told = new HashMap<>();
        history.told().forEach(each -> told.put(each.number(), each));
        Map<String, List<Told>> groups = new LinkedHashMap<>();
        Map<String, Asked> names = new HashMap<>();
        for (Asked asked : history.asked()) {
            String name = asked.phase() + "\n" + asked.kind();
            names.putIfAbsent(name, asked);
            Told answer =
                    told.getOrDefault(asked.number(), new Told(asked.number(), asked.at(), 0, 0, "", null, false));
            groups.computeIfAbsent(name, first -> new ArrayList<>()).add(answer);
        }
        List<Row> rows = new ArrayList<>();
        groups.forEach((name, answers) -> {
            long[] millis = answers.stream().mapToLong(Told::millis).sorted().toArray();
            Map<String, Integer> outcomes = new TreeMap<>();
            answers.forEach(each -> outcomes.merge(each.status() + " " + each.outcome(), 1, Integer::sum));
            Asked asked = names.get(name);
            rows.add(new Row(
                    asked == null ? name : asked.phase(),
                    asked == null ? name : asked.kind(),
                    answers.size(),
                    (int) answers.stream().filter(Told::good).count(),
                    at(millis, 0.5),
                    at(millis, 0.95),
                    millis[millis.length - 1],
                    outcomes));
        });
        rows.sort(Comparator.comparing(Row::phase).thenComparing(Row::kind));
        return rows;
    }

    private static long at(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static String goodPercent(Row row) {
        return String.format(Locale.ROOT, "%.1f", 100.0 * row.good / row.count);
    }

    private static String outcomes(Row row) {
        StringBuilder text = new StringBuilder();
        row.outcomes.forEach((outcome, count) -> text.append(text.length() == 0 ? "" : ", ")
                .append(outcome.startsWith("0") ? "no answer" : outcome)
                .append(": ")
                .append(count));
        return text.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
