package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of W3C Trace Context for {@code traceparent}. */
class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String GOOD = "00-" + TRACE + "-" + SPAN + "-01";

    @ParameterizedTest
    @CsvSource({
        "00-" + TRACE + "-" + SPAN + "-01, true",
        "00-" + TRACE + "-" + SPAN + "-00, false",
        "00-" + TRACE + "-" + SPAN + "-03, true", // flags that this version does not know
        "00-" + TRACE + "-" + SPAN + "-ff, true",
        "00-" + TRACE + "-" + SPAN + "-f8, false",
        "01-" + TRACE + "-" + SPAN + "-01, true", // later versions
        "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be-like, true",
        "fe-" + TRACE + "-" + SPAN + "-00-, false"
    })
    void is_read(String value, boolean sampled) {
        assertThat(TraceParent.of(value)).isEqualTo(new TraceParent(TRACE, SPAN, sampled));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-01-",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "00-" + TRACE + "-" + SPAN + "-01 ",
                "01-" + TRACE + "-" + SPAN + "-01.more",
                "01-" + TRACE + "-" + SPAN + "-011",
                "0-" + TRACE + "-" + SPAN + "-01",
                "000-" + TRACE + "-" + SPAN + "-01",
                "0G-" + TRACE + "-" + SPAN + "-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-" + TRACE + "-00F067AA0BA902B7-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-" + TRACE + "-" + SPAN + "-0",
                "00-" + TRACE + "-" + SPAN + "-0x",
                "00-" + TRACE + "-" + SPAN + "-",
                "00-" + TRACE + "-" + SPAN,
                "00_" + TRACE + "_" + SPAN + "_01",
                "00-" + TRACE + "." + SPAN + "-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-" + SPAN + "-01",
                "00-\u0664bf92f3577b34da6a3ce929d0e0e473-" + SPAN + "-01"
            })
    void is_as_if_it_were_not_there(String value) {
        assertThat(TraceParent.of(value)).isNull();
    }

    @Test
    void more_than_one_are_none() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        assertThat(TraceParent.in(headers)).isNull();
        headers.add("Traceparent", GOOD);
        assertThat(TraceParent.in(headers)).isNotNull();
        headers.add("traceparent", GOOD);
        assertThat(TraceParent.in(headers)).isNull();
    }

    @Property
    void what_is_made_can_be_read(@ForAll boolean sampled) {
        TraceParent made = TraceParent.madeIn(TraceParent.madeTraceId(), sampled);
        assertThat(TraceParent.of(made.value())).isEqualTo(made);
    }

    /** Each character counts: any other in its place makes another trace, or none. */
    @Property
    void no_character_is_overlooked(@ForAll @IntRange(max = 52) int at, @ForAll char other) {
        String changed = GOOD.substring(0, at) + other + GOOD.substring(at + 1);
        TraceParent read = TraceParent.of(changed);
        if (changed.equals(GOOD)) {
            assertThat(read).isNotNull();
        } else if (at >= 2) { // the version alone may change: what is later is read alike
            assertThat(read).isNotEqualTo(TraceParent.of(GOOD));
        }
    }
}
