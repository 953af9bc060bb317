package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard is whole; whether its queries find something is for {@code DashboardIT}. */
class DashboardTest {

    private static final int WIDTH = 24;
    private static final Pattern RECORDED = Pattern.compile("breakwater:\\w+:\\w+");

    @Test
    void business_figures_come_first_and_one_can_choose_provider_and_route() {
        assertThat(Dashboard.json().get("panels").get(0).get("title").asText()).isEqualTo("Payments");
        assertThat(Dashboard.panels().get(0).get("title").asText()).isEqualTo("Success ratio");
        assertThat(Dashboard.json().at("/templating/list").findValuesAsText("name"))
                .containsExactly("datasource", "provider", "route");
        assertThat(Dashboard.queries())
                .filteredOn(query -> query.expression().contains("route="))
                .allMatch(query -> query.expression().contains("provider=~\"$provider\", route=~\"$route\""));
    }

    @Test
    void each_panel_has_a_title_of_its_own_says_what_it_shows_and_asks_something() {
        assertThat(Dashboard.panels()).hasSizeGreaterThan(25).allSatisfy(panel -> {
            assertThat(panel.get("description").asText()).isNotBlank();
            assertThat(panel.get("targets")).isNotEmpty();
        });
        assertThat(Dashboard.panels()).extracting(panel -> panel.get("title")).doesNotHaveDuplicates();
        assertThat(Dashboard.panels()).extracting(panel -> panel.get("id")).doesNotHaveDuplicates();
    }

    @Test
    void no_panel_lies_on_another_or_sticks_out() {
        Set<String> taken = new TreeSet<>();
        for (JsonNode panel : Dashboard.panels()) {
            JsonNode box = panel.get("gridPos");
            for (int x = 0; x < box.get("w").asInt(); x++) {
                for (int y = 0; y < box.get("h").asInt(); y++) {
                    int column = box.get("x").asInt() + x;
                    assertThat(column).isLessThan(WIDTH);
                    assertThat(taken.add(column + "/" + (box.get("y").asInt() + y)))
                            .as(panel.get("title").asText())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void what_dashboard_alerts_and_runbook_take_from_the_recording_rules_is_recorded() {
        String asked =
                Dashboard.queries().stream().map(Dashboard.Query::expression).collect(Collectors.joining("\n"))
                        + AlertRules.read(AlertRules.DIRECTORY.resolve("rules/alerts.yaml"))
                        + AlertRules.read(Path.of("docs/runbook.md"));
        assertThat(RECORDED.matcher(asked).results().map(name -> name.group()).distinct())
                .isSubsetOf(AlertRules.recorded().keySet())
                .hasSizeGreaterThan(10);
    }
}
