package dev.breakwater.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 section 5.2. */
class CacheControlTest {

    @Test
    void directives_are_read_in_any_case_over_all_lines_and_in_either_form() {
        CacheControl control =
                CacheControl.of(List.of("No-Cache, MAX-AGE=\"60\" ,, s-maxage=30", "private=\"a, b\\\"c\""));

        assertThat(control.has("no-cache")).isTrue();
        assertThat(control.seconds("max-age")).isEqualTo(60);
        assertThat(control.seconds("s-maxage")).isEqualTo(30);
        assertThat(control.has("private")).isTrue();
        assertThat(control.has("b")).isFalse();
        assertThat(control.isMalformed()).isFalse();
        assertThat(control.seconds("min-fresh")).isEqualTo(CacheControl.ABSENT);
    }

    @Test
    void unknown_directives_are_no_fault() {
        CacheControl control = CacheControl.of(List.of("community=\"UCI\", immutable, max-age=5"));
        assertThat(control.isMalformed()).isFalse();
        assertThat(control.seconds("max-age")).isEqualTo(5);
    }

    @Test
    void of_two_durations_the_shorter_counts() {
        assertThat(CacheControl.of(List.of("max-age=60, max-age=5")).seconds("max-age"))
                .isEqualTo(5);
        assertThat(CacheControl.of(List.of("max-age=5", "max-age=x")).seconds("max-age"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=", "max-age", "max-age=-1", "max-age=1.5", "max-age=abc", "max-age=\"\""})
    void what_is_no_number_of_seconds_is_none(String text) {
        assertThat(CacheControl.of(List.of(text)).seconds("max-age")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=2147483648", "max-age=99999999999999999999999"})
    void what_is_too_large_counts_as_the_largest(String text) {
        assertThat(CacheControl.of(List.of(text)).seconds("max-age")).isEqualTo(2_147_483_648L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=5 no-store", "=5", "private=\"open", "max-age=5;no-store", "no store", "a==b"})
    void what_breaks_the_grammar_is_told(String text) {
        assertThat(CacheControl.of(List.of(text)).isMalformed()).isTrue();
    }

    @Property
    void whatever_comes_is_read_to_its_end(@ForAll String text) {
        CacheControl control = CacheControl.of(List.of(text, "no-store"));
        assertThat(control.isMalformed() || control.has("no-store")).isTrue();
    }
}
