package dev.breakwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.delivery.SettlementRule.Verdict;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.guard.Backoff;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.sandbox.SetTicker;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.Settlement;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How long a write waits for its next attempt. */
class RulingsTest {

    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    private static final RetryPolicy A_SECOND = new RetryPolicy(9, Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final Outcome CUT = new Unknown(Doubt.CUT, "it was cut off", null);

    private final SetTicker ticker = new SetTicker();
    private final Provider provider =
            Providers.of(RoutesFromYaml.read("""
                            psp:
                              base-url: http://127.0.0.1:1
                              contract: stripe
                              breaker: { open-for: 3s }
                              routes: [{ name: pay, match: POST /v1/payment_intents }]
                            """), ticker).all().get(0);
    private final ProviderDrain drain =
            new ProviderDrain(provider, DeliverySettings.USUAL, ticker, () -> 0.5, (cause, detail) -> {});
    private final RouteDrain route = Objects.requireNonNull(drain.route(Backlog.PAY));
    private final CircuitBreaker breaker =
            Objects.requireNonNull(provider.guards(Backlog.PAY).breaker());
    private final Rulings rulings = new Rulings(drain, new Backoff(A_SECOND, () -> 0.5));

    @Test
    void a_probe_that_failed_rests_so_that_others_are_the_next_ones() {
        assertThat(after(Verdict.AGAIN_IN_DOUBT, CUT)).isEqualTo(HALF_A_SECOND);
        breaker.forceOpen();
        assertThat(after(Verdict.AGAIN_IN_DOUBT, CUT))
                .as("five times as long as the breaker is open, on top of its backoff")
                .isEqualTo(HALF_A_SECOND.plusSeconds(15));
        breaker.reset();
        assertThat(after(Verdict.AGAIN_IN_DOUBT, CUT)).isEqualTo(HALF_A_SECOND);
    }

    @Test
    void what_the_provider_asks_for_comes_on_top_within_our_bound() {
        assertThat(after(Verdict.AFTER_A_REST, refused(429, 7))).isEqualTo(HALF_A_SECOND.plusSeconds(7));
        assertThat(after(Verdict.AFTER_A_REST, refused(429, 0)))
                .as("it did not say for how long")
                .isEqualTo(HALF_A_SECOND.plusSeconds(1));
        assertThat(after(Verdict.AFTER_A_REST, refused(503, 0)))
                .as("it is not called too often")
                .isEqualTo(HALF_A_SECOND);
        assertThat(after(Verdict.AFTER_A_REST, refused(503, 86_400))).isEqualTo(HALF_A_SECOND.plusSeconds(600));
    }

    private Duration after(Verdict verdict, Outcome outcome) {
        Settlement settlement = rulings.carryOut(verdict, outcome, write(), route.restOfProbe());
        return ((Settlement.Again) Objects.requireNonNull(settlement)).after();
    }

    private static Outcome refused(int status, int seconds) {
        Answer answer = new Answer(status, "No", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), null);
        return new Refused(Refusal.BY_PROVIDER, Duration.ofSeconds(seconds), answer);
    }

    private LeasedWrite write() {
        return new LeasedWrite(
                new WriteId(0, "a".repeat(22)),
                "token",
                "shop",
                Backlog.PAY,
                new IdempotencyKey("order-1"),
                null,
                null,
                0,
                ticker.now(),
                false,
                Duration.ofSeconds(20),
                ticker.nanos(),
                null);
    }
}
