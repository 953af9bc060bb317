package dev.breakwater.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim.Finished;
import dev.breakwater.idempotency.Claim.Held;
import dev.breakwater.idempotency.Claim.InFlight;
import dev.breakwater.idempotency.Claim.OtherRequest;
import dev.breakwater.idempotency.Claim.Queued;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What claims are, wherever they are kept. */
abstract class KeyClaimsContract {

    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration KEEP = Duration.ofDays(7);
    static final StoredAnswer ANSWER = new StoredAnswer(
            200, "OK", List.of(Map.entry("Request-Id", "req_1")), "{\"id\":1}".getBytes(StandardCharsets.UTF_8));

    private static final AtomicInteger KEYS = new AtomicInteger();

    final KeyScope key = key("k" + KEYS.incrementAndGet());

    /** Takes a step, and waits for it. */
    abstract <T> T on(Function<KeyClaims, Future<T>> step);

    /** Puts the clock forward. */
    abstract void advance(Duration by);

    static KeyScope key(String name) {
        return new KeyScope("shop", new Scope("stripe", "refunds"), new IdempotencyKey(name));
    }

    Claim claim() {
        return claim("present");
    }

    Claim claim(String... fingerprints) {
        return on(claims -> claims.claim(key, List.of(fingerprints), LEASE, KEEP, Durability.FSYNC));
    }

    Held held() {
        return (Held) claim();
    }

    boolean did(Function<KeyClaims, Future<Boolean>> step) {
        return on(step);
    }

    @Test
    void a_key_is_held_by_one_at_a_time() {
        Held mine = held();
        assertThat(mine.doubt()).isNull();
        assertThat(mine.key()).isEqualTo(key);
        Claim second = claim();
        assertThat(second)
                .isInstanceOfSatisfying(
                        InFlight.class,
                        other -> assertThat(other.retryAfter()).isPositive().isLessThanOrEqualTo(LEASE));
    }

    @Test
    void the_same_key_for_another_client_or_route_is_another_key() {
        held();
        KeyScope otherClient = new KeyScope("crm", key.scope(), key.key());
        KeyScope otherRoute = new KeyScope("shop", new Scope("stripe", "payments"), key.key());
        for (KeyScope another : List.of(otherClient, otherRoute)) {
            Claim claim = on(claims -> claims.claim(another, List.of("present"), LEASE, KEEP, Durability.FSYNC));
            assertThat(claim).isInstanceOf(Held.class);
        }
    }

    @Test
    void another_request_under_the_same_key_is_told_so_in_every_state() {
        Held mine = held();
        assertThat(claim("another")).isInstanceOf(OtherRequest.class);
        on(claims -> claims.doubt(mine));
        assertThat(claim("another")).isInstanceOf(OtherRequest.class);
        Held again = held();
        on(claims -> claims.finish(again, ANSWER));
        assertThat(claim("another")).isInstanceOf(OtherRequest.class);
    }

    @Test
    void a_request_is_the_same_under_any_of_the_vaults_keys() {
        Held mine = held();
        on(claims -> claims.finish(mine, ANSWER));
        assertThat(claim("newer", "present")).isInstanceOf(Finished.class);
    }

    @Test
    void what_is_finished_is_replayed() {
        Held mine = held();
        assertThat(did(claims -> claims.finish(mine, ANSWER))).isTrue();
        Finished finished = (Finished) claim();
        assertThat(finished.answer().status()).isEqualTo(200);
        assertThat(finished.answer().headers()).containsExactly(Map.entry("Request-Id", "req_1"));
        assertThat(finished.answer().body()).isEqualTo(ANSWER.body());
    }

    @Test
    void what_is_queued_names_its_write() {
        Held mine = held();
        WriteId id = new WriteId(3, key.hash());
        assertThat(did(claims -> claims.queued(mine, id))).isTrue();
        assertThat(claim()).isEqualTo(new Queued(id));
    }

    @Test
    void what_surely_was_not_done_frees_the_key_for_any_request() {
        Held mine = held();
        assertThat(did(claims -> claims.release(mine))).isTrue();
        assertThat(claim("another")).isInstanceOf(Held.class);
    }

    @Test
    void what_may_have_been_done_is_never_released() {
        Held first = held();
        advance(Duration.ofSeconds(5));
        assertThat(did(claims -> claims.doubt(first))).isTrue();
        advance(Duration.ofSeconds(5));
        Held second = held();
        assertThat(second.doubt())
                .as("since the claim, when it may have been sent")
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(did(claims -> claims.release(second))).isTrue();
        advance(Duration.ofSeconds(10));
        Held third = held();
        assertThat(third.doubt()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        on(claims -> claims.doubt(third));
        assertThat(held().doubt())
                .as("the first that may have been sent counts")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void a_claim_whose_lease_ran_out_may_have_been_sent() {
        Held crashed = held();
        advance(LEASE.plusSeconds(1));
        Held next = held();
        assertThat(next.doubt()).isGreaterThanOrEqualTo(LEASE);
        assertThat(next.token()).isNotEqualTo(crashed.token());
    }

    @Test
    void a_late_owner_changes_nothing() {
        Held late = held();
        advance(LEASE.plusSeconds(1));
        Held next = held();
        assertThat(did(claims -> claims.finish(late, ANSWER))).isFalse();
        assertThat(did(claims -> claims.release(late))).isFalse();
        assertThat(did(claims -> claims.doubt(late))).isFalse();
        assertThat(did(claims -> claims.queued(late, new WriteId(0, key.hash()))))
                .isFalse();
        assertThat(did(claims -> claims.finish(next, ANSWER))).isTrue();
    }

    @Test
    void a_lease_that_ran_out_and_was_taken_by_nobody_can_still_be_finished() {
        Held slow = held();
        advance(LEASE.plusSeconds(1));
        assertThat(did(claims -> claims.finish(slow, ANSWER))).isTrue();
        assertThat(claim()).isInstanceOf(Finished.class);
    }

    @Test
    void a_step_is_taken_once() {
        Held mine = held();
        on(claims -> claims.finish(mine, ANSWER));
        assertThat(did(claims -> claims.finish(mine, ANSWER))).isFalse();
        assertThat(did(claims -> claims.release(mine))).isFalse();
        assertThat(claim()).isInstanceOf(Finished.class);
    }
}
