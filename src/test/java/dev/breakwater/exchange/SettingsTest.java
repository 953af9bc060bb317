package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How values are written, and what is said of those that cannot be read. */
class SettingsTest {

    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration MAX = Duration.ofMinutes(10);

    private final Faults faults = new Faults();
    private final Settings settings = new Settings("breakwater.x", faults);

    private enum Colour {
        RED,
        LIGHT_BLUE
    }

    @Test
    void what_is_not_given_is_the_default_and_no_fault() {
        assertThat(settings.duration("a", Optional.empty(), Duration.ofHours(2), MIN, MAX))
                .isEqualTo(Duration.ofHours(2));
        assertThat(settings.integer("b", Optional.empty(), 7, 8, 9)).isEqualTo(7);
        assertThat(settings.bytes("c", Optional.empty(), 7, 8, 9)).isEqualTo(7);
        assertThat(settings.share("d", Optional.empty(), 2, false)).isEqualTo(2);
        assertThat(settings.ratePerSecond("e", Optional.empty(), 0)).isZero();
        assertThat(settings.flag("f", Optional.empty(), true)).isTrue();
        assertThat(settings.oneOf("g", Optional.empty(), Colour.RED, Colour.class))
                .isEqualTo(Colour.RED);
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10ms, 10",
        "250 ms, 250",
        "1s, 1000",
        "' 2s ', 2000",
        "5m, 300000",
        "PT1.5S, 1500",
        "10m, 600000",
        "0010s, 10000"
    })
    void durations(String text, long millis) {
        assertThat(settings.duration("a", Optional.of(text), Duration.ZERO, MIN, MAX))
                .isEqualTo(Duration.ofMillis(millis));
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "1.5s",
                "-1s",
                "9ms",
                "601s",
                "1 s s",
                "1S",
                "PT",
                "P",
                "PT-1S",
                "9999999999s",
                "P99999999999999999999D",
                "forever",
                "1s\n"
            })
    void no_durations(String text) {
        boolean onlySpaceAround = text.equals("1s\n");
        Duration read = settings.duration("a", Optional.of(text), Duration.ofSeconds(3), MIN, MAX);
        if (onlySpaceAround) {
            assertThat(read).isEqualTo(Duration.ofSeconds(1));
            return;
        }
        assertThat(read).isEqualTo(Duration.ofSeconds(3));
        assertThat(faults.all())
                .containsExactly("breakwater.x.a: '" + text
                        + "' is not a duration from 10ms to 600s; write it like 250ms, 10s, 5m or 20h");
    }

    @Test
    void lengths_are_shown_as_people_write_them() {
        settings.duration("a", Optional.of("x"), MIN, Duration.ofSeconds(1), Duration.ofHours(1));
        settings.duration("b", Optional.of("x"), MIN, Duration.ofMillis(1500), Duration.ofDays(365));
        assertThat(faults.all().get(0)).contains("from 1s to 1h;");
        assertThat(faults.all().get(1)).contains("from 1500ms to 365d;");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "-5, -5", "' 8 ', 8", "100, 100"})
    void integers(String text, int value) {
        assertThat(settings.integer("a", Optional.of(text), 3, -5, 100)).isEqualTo(value);
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-6", "101", "1.0", "1e1", "+1", "0x1", "9999999999", "ten", "１"})
    void no_integers(String text) {
        assertThat(settings.integer("a", Optional.of(text), 3, -5, 100)).isEqualTo(3);
        assertThat(faults.all()).containsExactly("breakwater.x.a: '" + text + "' is not a whole number from -5 to 100");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "17B, 17",
        "1KiB, 1024",
        "256 KiB, 262144",
        "3MiB, 3145728",
        "2GiB, 2147483648",
        "2147483648, 2147483648",
        "1099511627776, 1099511627776"
    })
    void sizes(String text, long value) {
        assertThat(settings.bytes("a", Optional.of(text), 3, 0, 1L << 40)).isEqualTo(value);
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1KB",
                "1kib",
                "1.5MiB",
                "1025GiB",
                "9999999999999GiB",
                "8589934592GiB",
                "1099511627777"
            })
    void no_sizes(String text) {
        assertThat(settings.bytes("a", Optional.of(text), 3, 0, 1L << 40)).isEqualTo(3);
        assertThat(faults.all())
                .containsExactly("breakwater.x.a: '" + text
                        + "' is not a size from 0 to 1099511627776 bytes; write it like 256KiB or 1MiB");
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.2", "20%, 0.2", "1, 1", "100%, 1", "0.5 %, 0.005", "0.000001, 0.000001"})
    void shares(String text, double value) {
        assertThat(settings.share("a", Optional.of(text), 3, false)).isEqualTo(value);
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0%", "101%", "1.1", "-0.1", "NaN", "1e-1", ".5", "half", "%"})
    void no_shares(String text) {
        assertThat(settings.share("a", Optional.of(text), 0.3, false)).isEqualTo(0.3);
        assertThat(faults.all())
                .containsExactly(
                        "breakwater.x.a: '" + text + "' is not a share above 0 and up to 1; write it like 0.2 or 20%");
    }

    @Test
    void a_share_of_nothing_where_that_is_allowed() {
        assertThat(settings.share("a", Optional.of("0%"), 0.3, true)).isZero();
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500/s, 500", "30/m, 0.5", "1 / s, 1", "9999999/s, 9999999"})
    void rates(String text, double perSecond) {
        assertThat(settings.ratePerSecond("a", Optional.of(text), 3)).isEqualTo(perSecond);
        assertThat(faults.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "500", "0/s", "0/m", "-1/s", "1/h", "1.5/s", "10000000/s", "/s"})
    void no_rates(String text) {
        assertThat(settings.ratePerSecond("a", Optional.of(text), 3)).isEqualTo(3);
        assertThat(faults.all())
                .containsExactly("breakwater.x.a: '" + text + "' is not a rate; write it like 500/s or 30/m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "TRUE", "1", "on"})
    void no_flags(String text) {
        assertThat(settings.flag("a", Optional.of(text), true)).isTrue();
        assertThat(faults.all()).containsExactly("breakwater.x.a: '" + text + "' is neither true nor false");
    }

    @Test
    void words_of_an_enum() {
        assertThat(settings.oneOf("a", Optional.of("light-blue"), Colour.RED, Colour.class))
                .isEqualTo(Colour.LIGHT_BLUE);
        assertThat(settings.oneOf("a", Optional.of("LIGHT_BLUE"), Colour.RED, Colour.class))
                .isEqualTo(Colour.RED);
        assertThat(faults.all())
                .containsExactly("breakwater.x.a: 'LIGHT_BLUE' is not known; known are red, light-blue");
    }

    @Test
    void a_group_has_the_longer_key_and_the_same_faults() {
        settings.in("breaker").integer("probes", Optional.of("0"), 1, 1, 9);
        assertThat(faults.all()).containsExactly("breakwater.x.breaker.probes: '0' is not a whole number from 1 to 9");
    }

    @Test
    void the_report_counts_and_lists_them_and_shows_no_endless_value() {
        assertThat(faults.report()).isEmpty();
        faults.add("a.b", "v".repeat(200), "is too long; shorten it");
        assertThat(faults.report())
                .isEqualTo(
                        "The configuration has 1 fault:\n  - a.b: '" + "v".repeat(80) + "...' is too long; shorten it");
        faults.add("a.c", "is missing");
        assertThat(faults.report())
                .startsWith("The configuration has 2 faults:\n")
                .endsWith("\n  - a.c: is missing");
    }

    @Test
    void each_fault_is_one_line() {
        faults.add("a.b", "two\nlines\r\n", "is odd;\nwrite one");
        faults.add("a.c", "is odd;\nwrite one");
        assertThat(faults.all()).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\r"));
    }
}
