package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of W3C Trace Context for {@code tracestate}. */
class TraceStateTest {

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of(List.of("rojo=1"), "rojo=1"),
                Arguments.of(List.of("rojo=1,congo=2"), "rojo=1,congo=2"),
                Arguments.of(List.of(" rojo=1 ,\tcongo=2\t"), "rojo=1,congo=2"),
                Arguments.of(List.of("rojo=1", "congo=2,c=3"), "rojo=1,congo=2,c=3"),
                Arguments.of(List.of("", "rojo=1,,", ","), "rojo=1"),
                Arguments.of(List.of("t@v=1,0-t_*/@v-_*/=1"), "t@v=1,0-t_*/@v-_*/=1"),
                Arguments.of(List.of("a=~ !\"#$%&'()*+-./:;<>?[]"), "a=~ !\"#$%&'()*+-./:;<>?[]"),
                Arguments.of(List.of("a=" + "v".repeat(256)), "a=" + "v".repeat(256)),
                Arguments.of(List.of("k".repeat(256) + "=1"), "k".repeat(256) + "=1"),
                Arguments.of(
                        List.of("t".repeat(241) + "@" + "v".repeat(14) + "=1"),
                        "t".repeat(241) + "@" + "v".repeat(14) + "=1"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void is_combined_in_its_order(List<String> values, String whole) {
        assertThat(in(values)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " , ,",
                "rojo",
                "rojo=",
                "=1",
                "rojo=1,rojo=2",
                "Rojo=1",
                "1a=1",
                "a b=1",
                "a=b=c",
                "a=\u00e9",
                "a=\u0007",
                "@v=1",
                "t@=1",
                "t@@v=1",
                "t@1v=1",
                "good=1,b\u00e4d=2"
            })
    void is_dropped_as_a_whole_if_it_breaks_the_rules(String value) {
        assertThat(in(List.of(value))).isNull();
    }

    @Test
    void has_its_bounds() {
        assertThat(in(List.of("a=" + "v".repeat(257)))).isNull();
        assertThat(in(List.of("k".repeat(257) + "=1"))).isNull();
        assertThat(in(List.of(members(32)))).isEqualTo(members(32));
        assertThat(in(List.of(members(33)))).isNull();
        assertThat(in(List.of("a=1", "a=2"))).isNull();
        assertThat(in(List.of())).isNull();
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=" + i).collect(Collectors.joining(","));
    }

    private static String in(List<String> values) {
        return TraceState.in(MultiMap.caseInsensitiveMultiMap().add("tracestate", values));
    }
}
