package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.audit.AuditConfig;
import dev.breakwater.audit.AuditSettings;
import dev.breakwater.cache.CacheConfig;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.route.Route;
import dev.breakwater.sandbox.SandboxConfig;
import dev.breakwater.sandbox.SandboxSettings;
import dev.breakwater.vault.VaultConfig;
import dev.breakwater.writequeue.QueueConfig;
import dev.breakwater.writequeue.QueueOptions;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md and the code say the same: keys, defaults and bounds. */
class ConfigurationDocsTest {

    private static final Path PAGE = Path.of("docs/configuration.md");

    /** Read only so that it can be refused with a good reason. */
    private static final String REFUSED = "breakwater.providers.{name}.routes[i].retry.budget";

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern BOUNDS = Pattern.compile("`([^`]+)` to `([^`]+)`");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(KiB|MiB|GiB)?");
    private static final Pattern INTEGER = Pattern.compile("\\d+");

    private static final Map<String, String> LEAST = Map.of(
            "breakwater.clients.n.key-sha256", "7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b",
            "breakwater.operators.n.key-sha256", "7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b",
            "breakwater.providers.n.base-url", "https://n.example",
            "breakwater.providers.n.contract", "none",
            "breakwater.providers.n.routes[0].name", "r",
            "breakwater.providers.n.routes[0].match", "GET /r");

    /** A row of a table: one key, with what the page says of it. */
    private record Row(String key, String defaultCell, String boundsCell) {
        boolean hasDefault() {
            return QUOTED.matcher(defaultCell).matches();
        }

        boolean hasBounds() {
            return BOUNDS.matcher(boundsCell).matches();
        }

        String defaultValue() {
            return defaultCell.substring(1, defaultCell.length() - 1);
        }

        String bound(int which) {
            Matcher m = BOUNDS.matcher(boundsCell);
            assertThat(m.matches()).isTrue();
            return m.group(which);
        }

        @Override
        public String toString() {
            return key;
        }
    }

    @Test
    void the_page_has_each_key_once_and_no_other() throws IOException {
        Set<String> mapped = new TreeSet<>(MappedKeys.all());
        mapped.removeIf(key ->
                key.matches(".*\\.(roles|providers|invalidates|headers-ignored|trusted-key-files|secret-fields)\\[i]")
                        || key.equals(REFUSED));
        assertThat(rows().map(Row::key)).containsExactlyInAnyOrderElementsOf(mapped);
    }

    static Stream<Row> rowsWithDefault() throws IOException {
        return rows().filter(row -> row.hasDefault());
    }

    @ParameterizedTest
    @MethodSource("rowsWithDefault")
    void the_default_is_what_holds_where_nothing_is_set(Row row) {
        Faults faults = new Faults();
        assertThat(read(Map.of(MappedKeys.example(row.key(), "n"), row.defaultValue()), faults))
                .isEqualTo(read(Map.of(), new Faults()));
        assertThat(faults.all()).isEmpty();
    }

    static Stream<Row> rowsWithBounds() throws IOException {
        return rows().filter(row -> row.hasBounds());
    }

    @ParameterizedTest
    @MethodSource("rowsWithBounds")
    void the_bounds_are_the_last_that_are_taken(Row row) {
        assertThat(boundFaults(row, row.bound(1))).isEmpty();
        assertThat(boundFaults(row, row.bound(2))).isEmpty();
        assertThat(boundFaults(row, beyond(row.bound(1), -1)))
                .as("below %s", row.bound(1))
                .hasSize(1);
        assertThat(boundFaults(row, beyond(row.bound(2), 1)))
                .as("above %s", row.bound(2))
                .hasSize(1);
    }

    @Test
    void the_store_of_the_sandbox_is_where_the_page_says() throws Exception {
        String mapped = SandboxConfig.class
                .getMethod("storeDirectory")
                .getAnnotation(WithDefault.class)
                .value();
        assertThat(rows().filter(row -> row.key().endsWith(".store-directory")).map(Row::defaultValue))
                .containsExactly(mapped);
    }

    @Test
    void the_example_on_the_page_is_without_a_fault() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```yaml\n") + "```yaml\n".length();
        String yaml = page.substring(begin, page.indexOf("```", begin)).replace("${STRIPE_SECRET_KEY}", "sk_test_1");
        Faults faults = new Faults();
        SmallRyeConfig config =
                builder().withSources(new YamlConfigSource("page", yaml)).build();
        KnownKeys.check(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class), faults);
        read(config, faults);
        assertThat(faults.all()).isEmpty();
    }

    @Test
    void the_contract_on_the_page_is_without_a_fault() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.lastIndexOf("```yaml\n") + "```yaml\n".length();
        Path file = Files.createTempFile("contract", ".yaml");
        try {
            Files.writeString(file, page.substring(begin, page.indexOf("```", begin)));
            Faults faults = new Faults();
            read(Map.of("breakwater.providers.n.contract", file.toString()), faults);
            assertThat(faults.all()).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    /** A heading names the prefixes of the keys in the tables below it. */
    private static Stream<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> prefixes = List.of();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("#")) {
                prefixes = QUOTED.matcher(line).results().map(m -> m.group(1)).toList();
            } else if (line.startsWith("| `")) {
                String[] cells = line.split(" *(?<!\\\\)\\| *", -1);
                Matcher key = QUOTED.matcher(cells[1]);
                assertThat(key.matches()).as(line).isTrue();
                prefixes.forEach(prefix -> rows.add(new Row(prefix + key.group(1), cells[2], cells[3])));
            }
        }
        return rows.stream();
    }

    private static List<String> boundFaults(Row row, String value) {
        String key = MappedKeys.example(row.key(), "n");
        Faults faults = new Faults();
        read(Map.of(key, value), faults);
        return faults.all().stream()
                .filter(fault -> fault.startsWith(key + ": '" + value + "' is not a"))
                .toList();
    }

    private static String beyond(String bound, int by) {
        if (INTEGER.matcher(bound).matches()) {
            return String.valueOf(Long.parseLong(bound) + by);
        }
        Matcher size = SIZE.matcher(bound);
        if (size.matches()) {
            int bits = Map.of("KiB", 10, "MiB", 20, "GiB", 30).get(size.group(2));
            return String.valueOf((Long.parseLong(size.group(1)) << bits) + by);
        }
        return Settings.parseDuration(bound).toMillis() + by + "ms";
    }

    /** Everything that comes of {@code more} on top of what must be set, in a form that can be compared. */
    private static List<Object> read(Map<String, String> more, Faults faults) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.putAll(more);
        return read(
                builder()
                        .withSources(new PropertiesConfigSource(all, "test", 100))
                        .build(),
                faults);
    }

    private static List<Object> read(SmallRyeConfig config, Faults faults) {
        Assembly assembly = Assembly.read(
                config.getConfigMapping(ProvidersConfig.class),
                config.getConfigMapping(IngressConfig.class),
                config.getConfigMapping(OperatorsConfig.class),
                Durability.FSYNC,
                false,
                Ticker.system(),
                faults);
        SandboxConfig sandbox = config.getConfigMapping(SandboxConfig.class);
        List<Object> all = new ArrayList<>(List.of(
                assembly.settings(),
                QueueOptions.read(config.getConfigMapping(QueueConfig.class), faults),
                String.valueOf(Objects.requireNonNull(
                                AuditSettings.read(config.getConfigMapping(AuditConfig.class), true, faults))
                        .keep()),
                CacheSettings.read(config.getConfigMapping(CacheConfig.class), faults),
                MetricsSettings.read(config.getConfigMapping(MetricsConfig.class), faults),
                SandboxSettings.read(sandbox, faults),
                SandboxSettings.isEnabled(sandbox, faults)));
        for (ProviderRoutes provider : assembly.routes().providers()) {
            all.add(provider.settings());
            for (Route route : provider.all()) {
                all.add(route);
            }
        }
        return all;
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .withMapping(ProvidersConfig.class)
                .withMapping(IngressConfig.class)
                .withMapping(OperatorsConfig.class)
                .withMapping(MetricsConfig.class)
                .withMapping(QueueConfig.class)
                .withMapping(CacheConfig.class)
                .withMapping(AuditConfig.class)
                .withMapping(VaultConfig.class)
                .withMapping(SandboxConfig.class)
                .withValidateUnknown(false);
    }
}
