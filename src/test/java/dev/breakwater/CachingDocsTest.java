package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/caching.md names are there: a table of promises that nothing shows is worth nothing. */
class CachingDocsTest {

    private static final Path PAGE = Path.of("docs/caching.md");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Properties))\\.(\\w+)`");
    private static final Pattern ROW = Pattern.compile("\\| (\\d|RFC)[^|]*\\|.*");

    @Test
    void each_test_that_the_page_names_is_there() throws IOException {
        List<String> missing = new ArrayList<>();
        List<MatchResult> named =
                NAMED.matcher(Files.readString(PAGE)).results().toList();
        for (MatchResult one : named) {
            if (!Files.readString(source(one.group(1))).contains(" void " + one.group(2) + "(")) {
                missing.add(one.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).hasSizeGreaterThan(40);
    }

    @Test
    void each_demand_in_the_table_names_a_test_or_says_why_not() throws IOException {
        List<String> rows;
        try (Stream<String> lines = Files.lines(PAGE)) {
            rows = lines.dropWhile(line -> !line.startsWith("## RFC 9111"))
                    .filter(line -> ROW.matcher(line).matches())
                    .toList();
        }
        assertThat(rows).hasSizeGreaterThan(35);
        assertThat(rows).allMatch(row -> NAMED.matcher(row).find() || row.contains("not applicable:"));
    }

    private static Path source(String name) {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.getFileName().toString().equals(name + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
