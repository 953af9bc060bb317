package dev.breakwater.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakwater.load.suite.Plan;
import dev.breakwater.load.suite.Suite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What is refused, and that code and README.md name the same things. */
class RunTest {

    @Test
    void a_suite_that_there_is_not_is_refused_with_those_that_there_are() {
        assertThat(run(Map.of(), Map.of(), "stready"))
                .startsWith("2 ")
                .contains("'stready'", "steady", "provider-outage");
        assertThat(run(Map.of(), Map.of())).startsWith("2 ").contains("steady");
    }

    @Test
    void a_misspelt_property_is_refused() {
        assertThat(run(Map.of("load.rates", "5"), Map.of(), "steady"))
                .startsWith("2 ")
                .contains("load.rates");
    }

    @Test
    void a_value_that_cannot_be_meant_is_refused() {
        assertThat(run(Map.of("load.rate", "fast"), Map.of(), "steady"))
                .startsWith("2 ")
                .contains("load.rate", "fast");
        assertThat(run(Map.of("load.phase", "0"), Map.of(), "steady"))
                .startsWith("2 ")
                .contains("load.phase");
        assertThat(run(Map.of("load.target", "staging:80"), Map.of(Suite.KEY, "k"), "steady"))
                .startsWith("2 ")
                .contains("load.target");
    }

    @Test
    void an_outage_of_an_installation_without_a_sandbox_is_refused() {
        assertThat(run(Map.of("load.target", "http://127.0.0.1:1"), Map.of(Suite.KEY, "k"), "provider-outage"))
                .startsWith("2 ")
                .contains("-Dload.sandbox");
    }

    @Test
    void an_installation_without_keys_is_refused() {
        assertThat(run(
                        Map.of("load.target", "http://127.0.0.1:1", "load.sandbox", "http://127.0.0.1:1"),
                        Map.of(),
                        "steady"))
                .startsWith("2 ")
                .contains(Suite.KEY);
        assertThat(run(
                        Map.of(
                                "load.target", "http://127.0.0.1:1",
                                "load.sandbox", "http://127.0.0.1:1",
                                "load.ops", "http://127.0.0.1:1"),
                        Map.of(Suite.KEY, "k"),
                        "steady"))
                .startsWith("2 ")
                .contains("LOAD_OPERATOR_KEY");
    }

    @Test
    void a_breakwater_that_was_not_built_is_refused_with_how_to_build_it() {
        assertThat(run(Map.of("load.artifact", "no/such/place"), Map.of(), "steady"))
                .startsWith("2 ")
                .contains("./mvnw package");
    }

    @Test
    void each_suite_has_a_class() throws ClassNotFoundException {
        for (String suite : Plan.names()) {
            assertThat(Class.forName(Run.className(suite), false, getClass().getClassLoader()))
                    .isAssignableTo(Suite.class);
        }
    }

    @Test
    void the_readme_has_each_suite_and_each_property_with_its_default() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (String suite : Plan.names()) {
            assertThat(readme).contains("| `" + suite + "` |");
        }
        Settings.DEFAULTS.forEach((name, value) -> assertThat(readme)
                .contains("| `" + name + "` | " + (value.isEmpty() ? "none" : "`" + value + "`") + " |"));
    }

    @Test
    void a_whole_number_must_be_one() {
        Properties properties = new Properties();
        properties.setProperty("load.lanes", "2.5");
        Settings settings = Settings.of(properties);

        assertThatThrownBy(() -> settings.whole("load.lanes", 1, 10)).hasMessageContaining("whole");
    }

    /** The exit code, a blank, and what was printed. */
    private static String run(Map<String, String> set, Map<String, String> environment, String... arguments) {
        Properties properties = new Properties();
        properties.setProperty("load.results", "target/refused");
        set.forEach(properties::setProperty);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = Run.run(arguments, properties, environment, new PrintStream(printed, true, StandardCharsets.UTF_8));
        return code + " " + printed.toString(StandardCharsets.UTF_8);
    }
}
