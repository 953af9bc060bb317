package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Never more calls than places, and every place comes back. */
class BulkheadTest {

    @Test
    void refuses_at_once_what_is_beyond_its_limit() {
        Bulkhead bulkhead = new Bulkhead(2);
        assertThat(bulkhead.tryEnter()).isTrue();
        assertThat(bulkhead.tryEnter()).isTrue();
        assertThat(bulkhead.tryEnter()).isFalse();
        assertThat(bulkhead.inFlight()).isEqualTo(2);
        bulkhead.leave();
        assertThat(bulkhead.tryEnter()).isTrue();
        assertThat(bulkhead.limit()).isEqualTo(2);
    }

    @Test
    void a_refused_call_takes_no_place() {
        Bulkhead bulkhead = new Bulkhead(1);
        bulkhead.tryEnter();
        for (int i = 0; i < 10; i++) {
            bulkhead.tryEnter();
        }
        bulkhead.leave();
        assertThat(bulkhead.inFlight()).isZero();
    }

    @Test
    void holds_under_many_threads() {
        int limit = 3;
        Bulkhead bulkhead = new Bulkhead(limit);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        Crowd.of(8).run(20_000, () -> {
            if (bulkhead.tryEnter()) {
                entered.incrementAndGet();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                bulkhead.leave();
            }
        });
        assertThat(most).hasValueBetween(1, limit);
        assertThat(entered).hasPositiveValue();
        assertThat(bulkhead.inFlight()).isZero();
    }
}
