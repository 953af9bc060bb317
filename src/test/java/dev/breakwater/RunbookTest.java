package dev.breakwater;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.AlertRules.Alert;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever is woken up finds the section of docs/runbook.md that the alert names, and all of it. */
class RunbookTest {

    private static final String PAGE = AlertRules.read(Path.of("docs/runbook.md"));
    private static final Pattern HEADING = Pattern.compile("(?m)^(?=## )");
    private static final Pattern PART = Pattern.compile("(?m)^\\*\\*([^*]+\\.)\\*\\*");
    private static final Pattern LINK = Pattern.compile("\\]\\(#([^)]+)\\)");

    @Test
    void each_alert_has_a_severity_and_words_and_leads_to_its_section() {
        assertThat(AlertRules.alerts()).hasSizeGreaterThan(20).allSatisfy(alert -> {
            assertThat(alert.severity()).isIn("page", "ticket");
            assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
            assertThat(alert.annotations().get("runbook_url")).startsWith(AlertRules.RUNBOOK);
            assertThat(alert.anchors()).isNotEmpty().allSatisfy(anchor -> {
                assertThat(anchor).startsWith(alert.name().toLowerCase(Locale.ROOT));
                assertThat(sections()).containsKey(anchor);
                assertThat(sections().get(anchor).lines().skip(1).findFirst().orElseThrow())
                        .isEqualTo(alert.severity().equals("page") ? "Page." : "Ticket.");
            });
        });
    }

    @Test
    void each_section_is_of_an_alert_or_a_drill() {
        List<String> led = AlertRules.alerts().stream()
                .map(Alert::anchors)
                .flatMap(List::stream)
                .toList();
        assertThat(sections().keySet())
                .filteredOn(anchor -> !anchor.startsWith("drill-"))
                .containsExactlyInAnyOrderElementsOf(led);
    }

    @Test
    void each_section_says_what_it_means_what_callers_see_what_to_look_at_what_to_do_and_how_to_undo_it() {
        assertThat(sections().values())
                .allSatisfy(section -> assertThat(PART.matcher(section).results())
                        .as(section)
                        .extracting(part -> part.group(1))
                        .containsExactly("It means.", "Callers see.", "Look at.", "Do.", "Undo."));
    }

    @Test
    void its_links_to_itself_arrive() {
        assertThat(LINK.matcher(PAGE).results().map(link -> link.group(1)).toList())
                .isNotEmpty()
                .allMatch(sections()::containsKey);
    }

    /** By the anchor that a heading has. */
    private static Map<String, String> sections() {
        return Arrays.stream(HEADING.split(PAGE))
                .skip(1)
                .collect(toMap(
                        section -> section.lines()
                                .findFirst()
                                .orElseThrow()
                                .substring(3)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 -]", "")
                                .replace(' ', '-'),
                        section -> section));
    }
}
