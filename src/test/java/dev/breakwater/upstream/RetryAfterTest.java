package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a provider asks to be left alone. */
class RetryAfterTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "120, 120", "999999, 999999"})
    void seconds(String value, long seconds) {
        assertThat(of(value)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000", "31536000", "99999999999999999999999999"})
    void whoever_asks_for_ages_is_left_alone_for_long(String value) {
        assertThat(of(value)).isGreaterThan(Duration.ofDays(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "1 2", "0x10", "١"})
    void anything_else_says_nothing(String value) {
        assertThat(of(value)).isZero();
    }

    @Test
    void nothing_is_nothing() {
        assertThat(RetryAfter.of(MultiMap.caseInsensitiveMultiMap())).isZero();
    }

    private static Duration of(String value) {
        return RetryAfter.of(MultiMap.caseInsensitiveMultiMap().set("Retry-After", value));
    }
}
