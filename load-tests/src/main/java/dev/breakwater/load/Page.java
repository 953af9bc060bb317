package dev.breakwater.load;

import dev.breakwater.load.check.Guard;
import dev.breakwater.load.check.Rule;
import dev.breakwater.load.check.Violation;
import java.util.List;
import java.util.Locale;

/** A run on one page, for people. */
final class Page {

    private static final String HEAD = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%1$s: %2$s</title><style>
            body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#1b1f24}
            h1{margin-bottom:0} .passed{color:#116329} .failed{color:#a40e26} table{border-collapse:collapse;width:100%%}
            td,th{padding:.25em .6em;border-bottom:1px solid #d0d7de;text-align:left;vertical-align:top}
            .n{text-align:right;font-variant-numeric:tabular-nums} svg{width:100%%;height:auto} code{word-break:break-all}
            tr.first td{border-top:2px solid #6e7781} td.verdict,th,td b{white-space:nowrap}
            </style><h1>%1$s: <span class="%2$s">%2$s</span></h1><p>%3$s</p>
            """;
    private static final int SHOWN_MAX = 50;

    private final Outcome outcome;
    private final List<Row> rows;
    private final String memory;
    private final StringBuilder html = new StringBuilder();

    /** @param memory of the gateway's process, in words; empty if it is not known */
    Page(Outcome outcome, List<Row> rows, String memory) {
        this.outcome = outcome;
        this.rows = rows;
        this.memory = memory;
    }

    /** @param gatling where Gatling's report begins, from the page; empty if there is none */
    String html(String gatling) {
        String verdict = outcome.passed() ? "passed" : "failed";
        add(String.format(
                Locale.ROOT,
                HEAD,
                outcome.plan().name(),
                verdict,
                escape(outcome.plan().says())));
        add("<p>Latency and success: ").add(verdict(outcome.failedAssertions().size(), "assertions do not hold"));
        add(". Money: ").add(verdict(outcome.violations().size(), "violations"));
        long broken = outcome.guards().stream().filter(guard -> !guard.holds()).count();
        add(". Guards: ")
                .add(outcome.guards().isEmpty() ? "not looked at" : verdict(broken, "broken"))
                .add(".</p><p>");
        if (!gatling.isEmpty()) {
            add("<a href=\"" + gatling + "\">Gatling's report</a>, in which each phase is a group. ");
        }
        add(
                "Everything that was seen: <a href=summary.json>summary.json</a>, <a href=journal.ndjson>journal.ndjson</a>.</p>");
        add(new Chart(outcome.history()).svg());
        phases();
        assertions();
        money();
        guards();
        int effects = outcome.evidence().effects() == null
                ? 0
                : outcome.evidence().effects().size();
        add("<p>" + outcome.evidence().kept().size() + " writes were accepted for later; the ledger has " + effects);
        add(" effects.")
                .add(memory.isEmpty() ? "" : " The gateway's process held " + memory + ".")
                .add("</p></html>\n");
        return html.toString();
    }

    private void phases() {
        add("<h2>Phases</h2><table><tr><th>phase<th>what<th class=n>count<th class=n>good %<th class=n>p50 ms");
        add("<th class=n>p95 ms<th class=n>max ms<th>outcomes");
        String before = "";
        for (Row row : rows) {
            boolean first = !row.phase().equals(before);
            before = row.phase();
            add(first ? "<tr class=first><td><b>" + escape(before) + "</b>" : "<tr><td>");
            add("<td>").add(escape(row.kind()));
            for (Object figure : List.of(row.count(), row.goodPercent(), row.p50(), row.p95(), row.max())) {
                add("<td class=n>" + figure);
            }
            add("<td>").add(escape(row.outcomesText()));
        }
        add("</table>");
    }

    private void assertions() {
        add("<h2>Latency and success</h2><details")
                .add(outcome.failedAssertions().isEmpty() ? ">" : " open>");
        add("<summary>" + outcome.assertions().size() + " assertions</summary><ul>");
        for (String assertion : outcome.assertions()) {
            add(Outcome.failed(assertion) ? "<li class=failed>" : "<li>").add(escape(assertion));
        }
        add("</ul></details>");
    }

    private void money() {
        add("<h2>Money</h2><table><tr><th>what holds<th>");
        for (Rule rule : Rule.values()) {
            List<Violation> broken = outcome.violations(rule);
            add("<tr><td>").add(escape(rule.says())).add("<br><small>" + rule + "</small>");
            broken.stream()
                    .limit(SHOWN_MAX)
                    .forEach(each -> add("<br><code>" + escape(each.id()) + "</code> " + escape(each.what())));
            String holds = outcome.unchecked().contains(rule) ? "not checked: no ledger" : "<b class=passed>yes</b>";
            add("<td class=verdict>")
                    .add(broken.isEmpty() ? holds : "<b class=failed>no, " + broken.size() + " times</b>");
        }
        add("</table>");
    }

    private void guards() {
        if (outcome.guards().isEmpty()) {
            return;
        }
        add("<h2>Guards</h2><table><tr><th>what is bounded<th class=n>seen<th class=n>most<th>");
        for (Guard guard : outcome.guards()) {
            add("<tr><td>").add(escape(guard.says())).add("<br><small>" + guard.name() + "</small>");
            add(String.format(Locale.ROOT, "<td class=n>%.0f<td class=n>%.0f", guard.seen(), guard.most()));
            add("<td class=verdict><b class=").add(guard.holds() ? "passed>yes</b>" : "failed>no</b>");
        }
        add("</table>");
    }

    private static String verdict(long wrong, String what) {
        return wrong == 0 ? "<b class=passed>as it should be</b>" : "<b class=failed>" + wrong + " " + what + "</b>";
    }

    private Page add(String text) {
        html.append(text);
        return this;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
