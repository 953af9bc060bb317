package dev.breakwater.mode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which order holds where, and for how long. */
class OrdersTest {

    private static final Scope REFUNDS = new Scope("psp", "refunds");
    private static final Scope CAPTURE = new Scope("psp", "capture");
    private static final Scope OTHER = new Scope("bank", "refunds");

    private Instant now = Instant.parse("2026-01-01T03:00:00Z");
    private final ReplicaLevers levers = new ReplicaLevers(
            new Ticker() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public Instant now() {
                    return now;
                }
            },
            Map.of());

    @Test
    void nothing_ordered_means_auto_and_on() {
        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.AUTO);
        assertThat(levers.isOn(Switch.DRAIN, REFUNDS)).isTrue();
        assertThat(levers.drains(REFUNDS)).isTrue();
    }

    @Test
    void the_narrowest_scope_wins() {
        share(mode("all", Mode.SUSPENDED), mode("psp", Mode.DEGRADED), mode("psp/refunds", Mode.AUTO));

        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.AUTO);
        assertThat(levers.mode(CAPTURE)).isEqualTo(Mode.DEGRADED);
        assertThat(levers.mode(OTHER)).isEqualTo(Mode.SUSPENDED);
        assertThat(levers.drains(CAPTURE)).isFalse();
    }

    @Test
    void each_switch_is_for_itself() {
        share(order(new Lever(Switch.RETRIES, new OrderScope("psp", null)), Mode.SUSPENDED, null));

        assertThat(levers.isOn(Switch.RETRIES, REFUNDS)).isFalse();
        assertThat(levers.isOn(Switch.RETRIES, OTHER)).isTrue();
        assertThat(levers.isOn(Switch.DRAIN, REFUNDS)).isTrue();
        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.AUTO);
    }

    @Test
    void an_order_reverts_by_itself_also_without_the_store() {
        share(order(Lever.mode(OrderScope.ALL), Mode.SUSPENDED, now.plusSeconds(60)));
        now = now.plus(Duration.ofSeconds(59));
        levers.refresh();
        assertThat(levers.mode(OTHER)).isEqualTo(Mode.SUSPENDED);

        now = now.plus(Duration.ofSeconds(1));
        levers.refresh();

        assertThat(levers.mode(OTHER)).isEqualTo(Mode.AUTO);
    }

    @Test
    void an_order_for_this_replica_only_comes_first_until_it_is_taken_back() {
        share(mode("psp", Mode.DEGRADED));
        Lever lever = Lever.mode(new OrderScope("psp", null));
        levers.keep(new OrderWish(lever, Mode.AUTO, "alice", "the store is gone", null, null), Mode.AUTO);
        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.AUTO);

        share(mode("psp", Mode.SUSPENDED));
        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.AUTO);

        levers.forget(lever);
        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.SUSPENDED);
    }

    @Test
    void of_what_was_ordered_about_a_breaker_the_latest_holds() {
        Order wide = breaker("psp", Mode.SUSPENDED, 4, false);
        Order narrow = breaker("psp/refunds", Mode.AUTO, 5, false);
        assertThat(latest(wide, narrow)).isEqualTo(narrow);

        Order later = breaker("all", Mode.SUSPENDED, 6, false);
        assertThat(latest(wide, narrow, later)).isEqualTo(later);

        assertThat(latest(wide, breaker("psp/refunds", Mode.AUTO, 3, false))).isEqualTo(wide);
    }

    @Test
    void a_breaker_ordered_here_alone_holds_until_all_are_told_otherwise() {
        Order own = breaker("psp", Mode.AUTO, 4, true);
        Order before = breaker("psp", Mode.SUSPENDED, 4, false);
        Order after = breaker("psp", Mode.SUSPENDED, 5, false);

        assertThat(Orders.of(4, List.of(before)).with(List.of(own), now).aboutBreaker(REFUNDS))
                .isEqualTo(own);
        assertThat(Orders.of(5, List.of(after)).with(List.of(own), now).aboutBreaker(REFUNDS))
                .isEqualTo(after);
    }

    private static @Nullable Order latest(Order... orders) {
        return Orders.of(9, List.of(orders)).aboutBreaker(REFUNDS);
    }

    private Order breaker(String scope, Mode mode, long version, boolean replicaOnly) {
        return new Order(
                Lever.breaker(OrderScope.parse(scope)), mode, "alice", "because", now, null, version, replicaOnly);
    }

    @Test
    void a_scope_covers_what_is_within_it() {
        assertThat(List.of("all", "psp", "psp/refunds")).allMatch(scope -> covers(scope, REFUNDS));
        assertThat(covers("psp", OTHER)).isFalse();
        assertThat(covers("psp/refunds", CAPTURE)).isFalse();
    }

    private static boolean covers(String outer, Scope inner) {
        return OrderScope.parse(outer).covers(inner);
    }

    @Test
    void levers_and_scopes_read_what_they_write() {
        for (Switch which : Switch.values()) {
            for (String scope : List.of("all", "psp", "psp/refunds")) {
                Lever lever = new Lever(which, OrderScope.parse(scope));
                assertThat(Lever.parse(lever.toString())).isEqualTo(lever);
            }
        }
        assertThat(Lever.parse("breaker psp")).isEqualTo(Lever.breaker(new OrderScope("psp", null)));
        assertThat(Lever.parse("mode psp")).isEqualTo(Lever.mode(new OrderScope("psp", null)));
        for (String none : List.of("", "mode", "mode ", "later psp", "mode psp/", "mode Psp", "mode a/b/c")) {
            assertThat(Lever.parse(none)).as(none).isNull();
        }
    }

    private void share(Order... orders) {
        levers.share(Orders.of(1, List.of(orders)));
    }

    private Order mode(String scope, Mode mode) {
        return order(Lever.mode(OrderScope.parse(scope)), mode, null);
    }

    private Order order(Lever lever, Mode mode, @Nullable Instant until) {
        return new Order(lever, mode, "alice", "because", now, until, 1, false);
    }
}
