package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.guard.CircuitBreaker.Permit;
import dev.breakwater.guard.CircuitBreaker.View;
import dev.breakwater.sandbox.SetTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for a breaker whatever calls begin and end, in whatever order and however long they take. */
class CircuitBreakerPropertyTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration OPEN_FOR = Duration.ofSeconds(5);

    /** Begins a call, ends the oldest or the youngest one, or lets time pass. */
    private record Step(int what, CallResult result, int millis) {}

    /** A call under way, and what the breaker was in when it began. */
    private record Begun(Permit permit, int era) {}

    @Property(tries = 500)
    void the_bounds_hold(
            @ForAll("steps") List<Step> steps, @ForAll("small") int minimumCalls, @ForAll("small") int probes) {
        Run run = new Run(minimumCalls, probes);
        steps.forEach(run::take);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> what = Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(3, 1), Tuple.of(3, 2), Tuple.of(2, 3));
        Arbitrary<CallResult> result = Arbitraries.frequency(
                Tuple.of(3, CallResult.GOOD), Tuple.of(3, CallResult.BAD), Tuple.of(1, CallResult.SILENT));
        return Combinators.combine(what, result, Arbitraries.integers().between(0, 6_000))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(300);
    }

    @Provide
    Arbitrary<Integer> small() {
        return Arbitraries.integers().between(1, 6);
    }

    /** A breaker beside a plain account of what was begun and ended. */
    private static final class Run {

        private final SetTicker ticker = new SetTicker();
        private final CircuitBreaker breaker;
        private final int minimumCalls;
        private final int probes;
        private final Deque<Begun> underWay = new ArrayDeque<>();
        private final List<Long> countedAt = new ArrayList<>();
        private int era;
        private int probesOut;
        private int goodProbes;

        Run(int minimumCalls, int probes) {
            this.minimumCalls = minimumCalls;
            this.probes = probes;
            this.breaker = new CircuitBreaker(
                    new BreakerPolicy(WINDOW, 0.5, Duration.ofHours(1), minimumCalls, OPEN_FOR, probes),
                    ticker,
                    this::moved);
        }

        void take(Step step) {
            switch (step.what()) {
                case 0 -> begin();
                case 1 -> end(underWay.pollFirst(), step.result());
                case 2 -> end(underWay.pollLast(), step.result());
                default -> ticker.advance(Duration.ofMillis(step.millis()));
            }
        }

        private void begin() {
            View view = breaker.view();
            Permit permit = breaker.tryAcquire();
            assertThat(permit != null)
                    .as("a call in state %s", view)
                    .isEqualTo(view == View.CLOSED || (view == View.HALF_OPEN && probesOut < probes));
            if (permit != null) {
                underWay.add(new Begun(permit, era));
                probesOut += view == View.HALF_OPEN ? 1 : 0;
            }
        }

        private void end(Begun begun, CallResult result) {
            if (begun == null) {
                return;
            }
            boolean counts = begun.era() == era;
            View view = breaker.view();
            counts &= begun.era() == era; // looking may have moved it on
            if (counts && view == View.CLOSED && result != CallResult.SILENT) {
                countedAt.add(ticker.nanos());
            }
            if (counts && view == View.HALF_OPEN) {
                probesOut -= result == CallResult.SILENT ? 1 : 0;
                goodProbes += result == CallResult.GOOD ? 1 : 0;
            }
            begun.permit().end(result);
            if (!counts) {
                assertThat(breaker.view()).as("a straggler moves nothing").isEqualTo(view);
            }
        }

        private void moved(View from, View to) {
            if (from == View.CLOSED) {
                long since = ticker.nanos() - WINDOW.toNanos();
                assertThat(to).isEqualTo(View.OPEN);
                assertThat(countedAt.stream().filter(at -> at >= since).count()).isGreaterThanOrEqualTo(minimumCalls);
            }
            if (to == View.CLOSED) {
                assertThat(from).isEqualTo(View.HALF_OPEN);
                assertThat(goodProbes).isEqualTo(probes);
            }
            era++;
            probesOut = 0;
            goodProbes = 0;
            countedAt.clear();
        }
    }
}
