package dev.breakwater.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.TraceParent;
import dev.breakwater.exchange.WriteId;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sampled, what providers are told of it, and that nothing is made of what is not. */
class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-00";
    private static final Scope ROUTE = new Scope("stripe", "payments");
    private static final WriteId WRITE = new WriteId(0, "AAAAAAAAAAAAAAAAAAAAAA");

    private final List<SpanData> spans = new ArrayList<>();

    @Test
    void as_the_caller_wishes() {
        Tracing none = tracing("0");
        Tracing all = tracing("1");
        assertThat(begun(none, SAMPLED).trace().isSampled()).isTrue();
        assertThat(begun(all, UNSAMPLED).trace().isSampled()).isFalse();
    }

    @Test
    void else_by_the_ratio() {
        assertThat(begun(tracing("1"), null).trace().isSampled()).isTrue();
        assertThat(begun(tracing("0"), null).trace().isSampled()).isFalse();
        Tracing some = tracing("0.25");
        long sampled = IntStream.range(0, 10_000)
                .filter(i -> begun(some, null).trace().isSampled())
                .count();
        assertThat(sampled).isBetween(2_200L, 2_800L);
    }

    /** All who sample a quarter sample the same quarter. */
    @Test
    void the_ratio_chooses_as_others_do() {
        Ratio quarter = Objects.requireNonNull(Ratio.of("0.25"));
        assertThat(quarter.has("00000000000000000000000000000001")).isTrue();
        assertThat(quarter.has("ffffffffffffffff1fffffffffffffff")).isTrue();
        assertThat(quarter.has("00000000000000002000000000000000")).isFalse();
        assertThat(quarter.has("00000000000000007fffffffffffffff")).isFalse();
        assertThat(quarter.has("0000000000000000ffffffffffffffff")).isTrue(); // its absolute value counts
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-0.1", "1.1", "NaN", "1%"})
    void what_is_no_ratio(String text) {
        assertThat(Ratio.of(text)).isNull();
    }

    @Test
    void a_providers_traceparent_names_the_attempt_and_each_attempt_is_another() {
        Tracing tracing = tracing("0");
        Exchange exchange = begun(tracing, SAMPLED);
        exchange.headers().add("tracestate", "rojo=1").add("tracestate", " congo=2");
        attempt(tracing, exchange);
        TraceParent first = TraceParent.of(exchange.headers().get("traceparent"));
        attempt(tracing, exchange);
        TraceParent second = TraceParent.of(exchange.headers().get("traceparent"));

        assertThat(first.traceId()).isEqualTo(TRACE);
        assertThat(first.sampled()).isTrue();
        assertThat(second.spanId()).isNotEqualTo(first.spanId());
        assertThat(exchange.headers().getAll("tracestate")).containsExactly("rojo=1,congo=2");
        assertThat(spans).extracting(SpanData::getSpanId).containsExactly(first.spanId(), second.spanId());
        assertThat(spans)
                .extracting(SpanData::getParentSpanId)
                .containsOnly(exchange.trace().spanId());
    }

    @Test
    void a_span_has_the_id_that_logs_and_problems_show() {
        Tracing tracing = tracing("1");
        Exchange exchange = begun(tracing, null);
        tracing.ended(exchange, "/v1/x/{id}", ending(), exchange.beganNanos() + 1_000);

        SpanData span = spans.get(0);
        assertThat(span.getTraceId()).isEqualTo(exchange.trace().id());
        assertThat(span.getSpanId()).isEqualTo(exchange.trace().spanId());
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getName()).isEqualTo("POST /stripe/v1/x/{id}");
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isEqualTo(1_000);
        assertThat(span.getAttributes().asMap().values())
                .noneMatch(value -> value.toString().contains("secret"));
    }

    @Test
    void a_method_that_anybody_made_up_names_nothing() {
        Tracing tracing = tracing("1");
        Exchange exchange = new Exchange("SECRET", Target.of("/stripe/x", ""), HttpHeaders.headers(), 0);
        tracing.began(exchange);
        tracing.ended(exchange, null, ending(), 1);
        assertThat(spans.get(0).getName()).isEqualTo("_OTHER");
    }

    /** With a ratio of 0 everything that came unasked, and with any ratio what the caller does not want. */
    @ParameterizedTest
    @ValueSource(strings = {"", UNSAMPLED, "nonsense", "ff-" + TRACE + "-00f067aa0ba902b7-01"})
    void of_what_is_not_sampled_no_span_is_made(String traceparent) {
        Tracer untouched = name -> {
            throw new AssertionError("a span was begun: " + name);
        };
        Tracing tracing = new Tracing(untouched, Objects.requireNonNull(Ratio.of("0")), Ticker.system());
        Exchange exchange = begun(tracing, traceparent.isEmpty() ? null : traceparent);
        exchange.headers().set("tracestate", "rojo=1");
        attempt(tracing, exchange);
        tracing.ended(exchange, "/v1/x", ending(), 1);

        if (traceparent.equals(UNSAMPLED)) {
            assertThat(exchange.headers().get("traceparent")).isEqualTo(UNSAMPLED);
            assertThat(exchange.headers().get("tracestate")).isEqualTo("rojo=1");
        } else { // a trace is begun anew; what came with nothing, or with nonsense, goes no further
            assertThat(exchange.headers().getAll("traceparent"))
                    .singleElement()
                    .satisfies(value -> assertThat(value)
                            .startsWith("00-" + exchange.trace().id())
                            .endsWith("-00"));
            assertThat(exchange.headers().contains("tracestate")).isFalse();
        }
    }

    @Test
    void what_is_delivered_later_has_a_trace_of_its_own_with_a_link() {
        Tracing tracing = tracing("0");
        Exchange exchange = exchange(SAMPLED);
        exchange.headers().set("tracestate", "rojo=1,congo=2");
        tracing.beganApart(exchange, SAMPLED);
        attempt(tracing, exchange);
        tracing.delivered(exchange, WRITE, new Outcome.NotReached("x"), "pending");

        assertThat(exchange.trace().id()).isNotEqualTo(TRACE);
        assertThat(exchange.headers().contains("tracestate")).isFalse();
        assertThat(spans)
                .extracting(SpanData::getTraceId)
                .containsOnly(exchange.trace().id());
        SpanData attempt = spans.get(0);
        SpanData delivery = spans.get(1);
        assertThat(attempt.getParentSpanId()).isEqualTo(delivery.getSpanId());
        assertThat(attempt.getLinks()).isEmpty();
        assertThat(delivery.getParentSpanContext().isValid()).isFalse();
        assertThat(delivery.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE);
            assertThat(link.getSpanContext().getSpanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(link.getSpanContext().getTraceState().asMap())
                    .containsEntry("rojo", "1")
                    .containsEntry("congo", "2");
        });
    }

    @Test
    void what_was_not_sampled_when_it_came_is_not_when_it_is_delivered() {
        Tracing all = tracing("1");
        Exchange exchange = exchange(UNSAMPLED);
        all.beganApart(exchange, UNSAMPLED);
        attempt(all, exchange);
        all.delivered(exchange, WRITE, null, "handed-back");
        assertThat(spans).isEmpty();
        assertThat(exchange.headers().get("traceparent")).doesNotContain(TRACE).endsWith("-00");

        Exchange old = exchange(null); // stored while tracing was off, by a client that named no trace
        all.beganApart(old, null);
        assertThat(old.trace().isSampled()).isTrue();
    }

    private Tracing tracing(String ratio) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(new SpanIds())
                .addSpanProcessor(SimpleSpanProcessor.create(new Kept(spans)))
                .build();
        return new Tracing(provider.get("test"), Objects.requireNonNull(Ratio.of(ratio)), Ticker.system());
    }

    private static void attempt(Tracing tracing, Exchange exchange) {
        AttemptSpans.Begun begun =
                tracing.attempts(ROUTE, "/v1/x/{id}", "localhost", 80).begin(exchange);
        if (begun != null) {
            begun.ended(new Outcome.NotReached("no secret here"), 1, "connecting", "closed");
        }
    }

    private static Exchange begun(Tracing tracing, String traceparent) {
        Exchange exchange = exchange(traceparent);
        tracing.began(exchange);
        return exchange;
    }

    private static Exchange exchange(String traceparent) {
        MultiMap headers = HttpHeaders.headers().set("authorization", "Bearer secret");
        if (traceparent != null) {
            headers.set("traceparent", traceparent);
        }
        return new Exchange("POST", Target.of("/stripe/v1/x/secret?card=secret", ""), headers, 0);
    }

    private static Ending ending() {
        return Ending.of(Problem.ofRequest(ProblemType.NOT_FOUND, "secret"));
    }

    /** Keeps what it is to export. */
    private record Kept(List<SpanData> spans) implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> exported) {
            spans.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
