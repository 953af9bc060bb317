package dev.breakwater;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.AlertRules.Alert;
import dev.breakwater.FaultTable.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * docs/faults.md tells of each fault what promtool is shown of it (k8s/observability/faults.test.yaml) and the alerts
 * that it raises there; whether it raises them is for promtool (k8s/observability/check).
 */
class FaultTableTest {

    private static final String AT_RISK = "BreakwaterDataAtRisk";
    private static final Pattern NAME = Pattern.compile("^[a-z_]+");
    private static final Pattern LABEL = Pattern.compile("(alertname|cause)=\"([^\"]+)\"");

    private static final Map<String, Row> TABLE = FaultTable.rows();

    @Test
    void each_fault_is_played_and_raises_what_the_table_says() {
        assertThat(TABLE).hasSizeGreaterThan(30);
        assertThat(tests()).containsOnlyKeys(TABLE.keySet());
        TABLE.forEach((fault, row) -> {
            Map<String, Object> test = tests().get(fault);
            assertThat(expected(test, "alertname")).as(fault).isEqualTo(row.alerts());
            assertThat(metrics(test)).as(fault).containsAll(row.metrics());
        });
    }

    @Test
    void each_alert_is_raised_by_some_fault() {
        Set<String> raised = new TreeSet<>();
        TABLE.values().forEach(row -> raised.addAll(row.alerts()));
        assertThat(raised)
                .containsExactlyInAnyOrderElementsOf(
                        AlertRules.alerts().stream().map(Alert::name).toList());
    }

    @Test
    void what_is_loud_pages_with_its_cause_and_nothing_else_does_as_data_at_risk() {
        TABLE.forEach((fault, row) -> {
            assertThat(row.log()).as(fault).matches("(loud|quiet): .*");
            assertThat(row.alerts().contains(AT_RISK)).as(fault).isEqualTo(row.isLoud());
            assertThat(expected(tests().get(fault), "cause"))
                    .as(fault)
                    .isEqualTo(row.isLoud() ? Set.of(row.cause()) : Set.of());
        });
    }

    @Test
    void each_cause_of_data_at_risk_has_a_fault() {
        assertThat(TABLE.values().stream().filter(Row::isLoud).map(Row::cause).distinct())
                .containsExactlyInAnyOrderElementsOf(AlertRules.causes().toList());
    }

    private static Map<String, Map<String, Object>> tests() {
        return AlertRules.list(AlertRules.yaml("faults.test.yaml").get("tests")).stream()
                .collect(toMap(test -> String.valueOf(test.get("name")), test -> test));
    }

    /** The values of a label over all alerts that are to fire. */
    private static Set<String> expected(Map<String, Object> test, String label) {
        List<Map<String, Object>> questions = AlertRules.list(test.get("promql_expr_test"));
        assertThat(questions)
                .singleElement()
                .satisfies(one -> assertThat(one.get("expr"))
                        .isEqualTo("count by (alertname, severity, cause) (ALERTS{alertstate=\"firing\"})"));
        Set<String> values = new TreeSet<>();
        for (Map<String, Object> sample : AlertRules.list(questions.get(0).get("exp_samples"))) {
            LABEL.matcher(String.valueOf(sample.get("labels")))
                    .results()
                    .filter(found -> found.group(1).equals(label))
                    .forEach(found -> values.add(found.group(2)));
        }
        return values;
    }

    private static Set<String> metrics(Map<String, Object> test) {
        Set<String> names = new TreeSet<>();
        for (Map<String, Object> series : AlertRules.list(test.get("input_series"))) {
            Matcher name = NAME.matcher(String.valueOf(series.get("series")));
            assertThat(name.find()).isTrue();
            names.add(name.group().replaceAll("_bucket$", ""));
        }
        return names;
    }
}
