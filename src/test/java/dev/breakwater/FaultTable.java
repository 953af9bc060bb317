package dev.breakwater;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of docs/faults.md, as its tests read it. */
final class FaultTable {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private FaultTable() {}

    /**
     * How a fault is seen.
     *
     * @param metrics that move
     * @param log the category of its lines, and more
     * @param alerts by name
     */
    record Row(Set<String> metrics, String log, Set<String> alerts) {

        boolean isLoud() {
            return log.startsWith("loud: ");
        }

        /** What is at risk, if it is loud. */
        String cause() {
            Matcher first = CODE.matcher(log);
            assertThat(first.find()).as(log).isTrue();
            return first.group(1);
        }
    }

    /** By the name of the fault. */
    static Map<String, Row> rows() {
        return ROW.matcher(AlertRules.read(Path.of("docs/faults.md")))
                .results()
                .collect(toMap(
                        row -> row.group(1),
                        row -> new Row(words(row, 3), row.group(4), words(row, 5)),
                        (one, other) -> {
                            throw new AssertionError("two rows of one name");
                        },
                        TreeMap::new));
    }

    private static Set<String> words(MatchResult row, int cell) {
        return CODE.matcher(row.group(cell))
                .results()
                .map(word -> word.group(1))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }
}
