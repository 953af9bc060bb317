package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's trace id if it sent a usable one, else one of ours. */
class TraceTest {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ParameterizedTest
    @ValueSource(
            strings = {"00-" + ID + "-00f067aa0ba902b7-01", "01-" + ID + "-00f067aa0ba902b7-01-of-a-later-version"})
    void of_the_client(String traceparent) {
        assertThat(traceOf(traceparent).id()).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-0",
                "00x" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "x00f067aa0ba902b7-01",
                "00-\"},\"injected\":\"yes\",\"x\":\"12-00f067aa0ba902b7-01"
            })
    void of_ours_if_the_clients_is_unusable(String traceparent) {
        Trace trace = traceOf(traceparent);
        assertThat(trace.id()).matches("[0-9a-f]{32}").isNotEqualTo(ID).isNotEqualTo("0".repeat(32));
    }

    @Test
    void of_ours_stays_the_same_and_is_nobody_elses() {
        Trace trace = new Trace(MultiMap.caseInsensitiveMultiMap());
        assertThat(trace.id()).matches("[0-9a-f]{32}").isEqualTo(trace.id());
        assertThat(new Trace(MultiMap.caseInsensitiveMultiMap()).id()).isNotEqualTo(trace.id());
    }

    @Test
    void with_tracing_off_what_the_client_sent_holds() {
        String traceparent = "00-" + ID + "-00f067aa0ba902b7-01";
        Trace trace = traceOf(traceparent);
        assertThat(trace.isSampled()).isFalse();
        assertThat(trace.spanId()).isNull();
        assertThat(trace.own()).isNull();
        assertThat(trace.context()).isEqualTo(traceparent);
        assertThat(traceOf("nonsense").context()).isNull();
    }

    @Test
    void what_is_sampled_has_a_span_of_its_own_in_the_clients_trace() {
        Trace trace = traceOf("00-" + ID + "-00f067aa0ba902b7-01");
        trace.decide(true, 5);
        assertThat(trace.isSampled()).isTrue();
        assertThat(trace.spanId()).matches("[0-9a-f]{16}").isNotEqualTo("00f067aa0ba902b7");
        assertThat(trace.context()).isEqualTo("00-" + ID + "-" + trace.spanId() + "-01");
        assertThat(trace.epochNanos(7)).isEqualTo(12);
    }

    @Test
    void what_is_not_sampled_leaves_the_clients_as_it_is() {
        String traceparent = "00-" + ID + "-00f067aa0ba902b7-00";
        Trace trace = traceOf(traceparent);
        trace.decide(false, 0);
        assertThat(trace.own()).isNull();
        assertThat(trace.spanId()).isNull();
        assertThat(trace.context()).isEqualTo(traceparent);
    }

    @Test
    void what_nobody_has_begun_is_begun_here_sampled_or_not() {
        Trace trace = traceOf("nonsense");
        trace.decide(false, 0);
        assertThat(trace.spanId()).isNull();
        assertThat(trace.context()).startsWith("00-" + trace.id()).endsWith("-00");
    }

    private static Trace traceOf(String traceparent) {
        return new Trace(MultiMap.caseInsensitiveMultiMap().set("traceparent", traceparent));
    }
}
