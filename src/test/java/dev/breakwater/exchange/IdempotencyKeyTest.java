package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key however it is quoted, and only keys that every provider can carry. */
class IdempotencyKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"order-7", "\"order-7\"", " order-7 ", " \"order-7\"\t"})
    void quoted_and_bare_are_the_same_key(String value) {
        assertThat(IdempotencyKey.fault(List.of(value))).isNull();
        assertThat(IdempotencyKey.of(value)).isEqualTo(new IdempotencyKey("order-7"));
    }

    @Test
    void the_longest_key_may_be_quoted_on_top() {
        String longest = "k".repeat(255);
        assertThat(IdempotencyKey.fault(List.of(longest))).isNull();
        assertThat(IdempotencyKey.fault(List.of('"' + longest + '"'))).isNull();
        assertThat(IdempotencyKey.fault(List.of(longest + "k")))
                .isEqualTo("it has 256 characters; at most 255 are accepted");
        assertThat(IdempotencyKey.fault(List.of("k".repeat(10_000))))
                .isEqualTo("it has 10000 characters; at most 255 are accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "\t\"\" "})
    void no_empty_key(String value) {
        assertThat(IdempotencyKey.fault(List.of(value)))
                .isEqualTo("it is empty; send 1 to 255 characters or leave the header out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc\"", "ab\"c", "ab c", "abé", "ab\\", "\"ab\"c\"", "ab\u007f", "ab\tc"})
    void only_visible_characters(String value) {
        assertThat(IdempotencyKey.fault(List.of(value))).contains("is not visible ASCII, or is a quote or a backslash");
    }

    @Test
    void the_place_of_the_bad_character_is_told() {
        assertThat(IdempotencyKey.fault(List.of("ab c"))).startsWith("its character 3 ");
    }

    @Test
    void one_key_only_even_if_both_are_the_same() {
        assertThat(IdempotencyKey.fault(List.of("a", "a"))).isEqualTo("it is given 2 times; send one key");
    }
}
