package dev.breakwater.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakwater.load.check.Guard;
import dev.breakwater.load.check.Rule;
import dev.breakwater.load.check.Seen;
import dev.breakwater.load.check.Violation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of a run: lines for the terminal, {@code summary.json} for machines, {@code index.html} for people. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String FORM = "%-18s %-14s %6s %7s %7s %7s %7s  %s%n";
    private static final int SHOWN_MAX = 20;
    private static final long KIB_PER_MIB = 1024;

    private final Outcome outcome;
    private final List<Row> rows;

    Report(Outcome outcome) {
        this.outcome = outcome;
        this.rows = Row.of(outcome.history());
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, FORM, "phase", "", "count", "good %", "p50 ms", "p95 ms", "max ms", "outcomes");
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    FORM,
                    row.phase(),
                    row.kind(),
                    row.count(),
                    row.goodPercent(),
                    row.p50(),
                    row.p95(),
                    row.max(),
                    row.outcomesText());
        }
        int assertions = outcome.assertions().size();
        List<String> failed = outcome.failedAssertions();
        failed.forEach(each -> out.println("NOT AS ASSERTED " + each));
        out.println("latency and success: " + (assertions - failed.size()) + " of " + assertions + " assertions hold");
        for (Rule rule : Rule.values()) {
            boolean unchecked = outcome.unchecked().contains(rule);
            String holds = unchecked ? "NOT CHECKED (no ledger) " : "holds    ";
            out.println((outcome.violations(rule).isEmpty() ? holds : "VIOLATED ") + rule + ": " + rule.says());
        }
        outcome.violations().stream()
                .limit(SHOWN_MAX)
                .forEach(each -> out.println("VIOLATION " + each.rule() + " " + each.id() + ": " + each.what()));
        if (outcome.violations().size() > SHOWN_MAX) {
            out.println("... and " + (outcome.violations().size() - SHOWN_MAX) + " more, in summary.json");
        }
        for (Guard guard : outcome.guards()) {
            out.println((guard.holds() ? "holds    " : "BROKEN   ") + guard);
        }
    }

    /** Writes both files into {@code directory}; {@code gatling} is its report, if it made one. */
    void write(Path directory, @Nullable Path gatling) throws IOException {
        Files.writeString(directory.resolve("summary.json"), JSON.writeValueAsString(json()));
        String link = gatling == null ? "" : directory.relativize(gatling).toString();
        Files.writeString(directory.resolve("index.html"), new Page(outcome, rows, memory()).html(link));
    }

    private ObjectNode json() {
        ObjectNode all = JSON.createObjectNode()
                .put("suite", outcome.plan().name())
                .put("says", outcome.plan().says())
                .put("passed", outcome.passed())
                .put("queued_writes", outcome.evidence().kept().size())
                .put("gateway_memory", memory());
        if (outcome.evidence().effects() != null) {
            all.put("effects", outcome.evidence().effects().size());
        }
        ArrayNode phases = all.putArray("phases");
        outcome.history()
                .began()
                .forEach(began -> phases.addObject()
                        .put("phase", began.phase())
                        .put("began_at", began.at().toString()));
        ArrayNode figures = all.putArray("figures");
        for (Row row : rows) {
            ObjectNode outcomes = figures.addObject()
                    .put("phase", row.phase())
                    .put("kind", row.kind())
                    .put("count", row.count())
                    .put("good", row.good())
                    .put("p50_ms", row.p50())
                    .put("p95_ms", row.p95())
                    .put("max_ms", row.max())
                    .putObject("outcomes");
            row.outcomes().forEach(outcomes::put);
        }
        ArrayNode assertions = all.putArray("assertions");
        outcome.assertions().forEach(assertions::add);
        ArrayNode rules = all.putArray("invariants");
        for (Rule rule : Rule.values()) {
            ArrayNode violations = rules.addObject()
                    .put("rule", rule.name())
                    .put("says", rule.says())
                    .put("checked", !outcome.unchecked().contains(rule))
                    .putArray("violations");
            for (Violation each : outcome.violations(rule)) {
                violations.addObject().put("id", each.id()).put("what", each.what());
            }
        }
        ArrayNode guards = all.putArray("guards");
        for (Guard guard : outcome.guards()) {
            guards.addObject()
                    .put("guard", guard.name())
                    .put("says", guard.says())
                    .put("seen", guard.seen())
                    .put("most", guard.most())
                    .put("holds", guard.holds());
        }
        return all;
    }

    /** What the gateway's process held in memory as it began, at the most, and as it ended; empty if nobody looked. */
    private String memory() {
        List<Seen> seen = outcome.seen();
        long most = seen.stream().mapToLong(Seen::rssKib).max().orElse(0);
        if (most == 0) {
            return "";
        }
        return mib(seen.get(0).rssKib()) + " MiB at first, " + mib(most) + " MiB at the most, "
                + mib(seen.get(seen.size() - 1).rssKib()) + " MiB in the end";
    }

    private static long mib(long kib) {
        return kib / KIB_PER_MIB;
    }
}
