package dev.breakwater.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 5.6.7. */
class HttpDateTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void all_three_forms_are_accepted(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(EXAMPLE);
    }

    @Test
    void a_year_of_two_digits_is_at_most_50_years_ahead() {
        assertThat(HttpDate.parse("Wednesday, 25-Nov-76 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("2076-11-25T00:00:00Z"));
        assertThat(HttpDate.parse("Friday, 25-Nov-77 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("1977-11-25T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT", "soon"})
    void what_is_no_date_is_none(String text) {
        assertThat(HttpDate.parse(text, NOW)).isNull();
    }

    @Test
    void the_fixed_form_is_sent() {
        assertThat(HttpDate.of(EXAMPLE.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
