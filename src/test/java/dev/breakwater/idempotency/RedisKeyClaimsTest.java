package dev.breakwater.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim.Held;
import dev.breakwater.store.EventsForTest;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.StoreForTest;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.vault.Unreadable;
import dev.breakwater.vault.Vault;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisKeyClaimsTest extends KeyClaimsContract {

    private static final int PARTITIONS = 4;
    private static final AtomicInteger TRIES = new AtomicInteger();

    static RedisForTest redis;
    static StoreForTest one;
    static StoreForTest two;

    @BeforeAll
    @BeforeContainer
    static void start() {
        if (redis == null) {
            redis = new RedisForTest();
            one = new StoreForTest(redis.port(), PARTITIONS);
            two = new StoreForTest(redis.port(), PARTITIONS);
        }
    }

    @AfterAll
    @AfterContainer
    static void stop() {
        if (redis != null) {
            one.close();
            two.close();
            redis.close();
            redis = null;
        }
    }

    @Override
    <T> T on(Function<KeyClaims, Future<T>> step) {
        return on(one, step);
    }

    @Override
    void advance(Duration by) {
        one.advance(by);
        two.advance(by); // they share the store's clock
    }

    private static <T> T on(StoreForTest replica, Function<KeyClaims, Future<T>> step) {
        return replica.on(link -> step.apply(
                new RedisKeyClaims(link, replica.store().settings().partitions(), new Mirror(), Tokens.system())));
    }

    @Test
    void two_replicas_that_race_for_a_thousand_keys_hold_each_once() {
        List<KeyScope> keys =
                IntStream.range(0, 1000).mapToObj(i -> key("race-" + i)).toList();
        CompletableFuture<List<Claim>> first = CompletableFuture.supplyAsync(() -> claimAll(one, keys));
        List<Claim> second = claimAll(two, keys);
        List<Claim> other = first.join();
        for (int i = 0; i < keys.size(); i++) {
            assertThat(List.of(other.get(i), second.get(i)))
                    .as("key %d", i)
                    .filteredOn(claim -> claim instanceof Held)
                    .hasSize(1);
        }
    }

    private static List<Claim> claimAll(StoreForTest replica, List<KeyScope> keys) {
        return on(
                replica,
                claims -> Future.join(keys.stream()
                                .map(key -> claims.claim(key, List.of("present"), LEASE, KEEP, Durability.FSYNC))
                                .toList())
                        .map(all -> all.<Claim>list()));
    }

    @Test
    void the_record_says_nothing_of_what_was_answered_and_goes_when_it_was_kept_long_enough() {
        Held mine = held();
        on(claims -> claims.finish(mine, ANSWER));
        String record = recordKey();
        assertThat(one.command(Command.GET, record).toString())
                .startsWith("1 finished present ")
                .doesNotContain("{\"id\":1}");
        assertThat(one.command(Command.PTTL, record).toLong())
                .isBetween(KEEP.minusMinutes(1).toMillis(), KEEP.toMillis());
    }

    @Test
    void each_change_of_a_key_is_told_in_the_audit_log() {
        KeyScope key = key("told");
        String prefix = Partitions.prefix(one.store().settings().partitions().of(key.hash()));
        Claim first = on(claims -> claims.claim(key, List.of("present"), LEASE, KEEP, Durability.FSYNC));
        did(claims -> claims.release((Held) first));
        Claim second = on(claims -> claims.claim(key, List.of("present"), LEASE, KEEP, Durability.FSYNC));
        did(claims -> claims.doubt((Held) second));
        did(claims -> claims.doubt((Held) second));

        assertThat(EventsForTest.of(one, prefix))
                .filteredOn(event -> event.contains(key.hash()))
                .map(event -> event.replaceAll(".*(as=\\w+), k=([a-z-]+), .*(scope=\\S+)}", "$1 $2 $3"))
                .containsExactly(
                        "as=claimed write-attempted scope=stripe/refunds",
                        "as=released write-settled scope=stripe/refunds",
                        "as=claimed write-attempted scope=stripe/refunds",
                        "as=doubt write-settled scope=stripe/refunds");
    }

    @Test
    void scripts_that_the_server_has_forgotten_are_loaded_again() {
        one.command(Command.SCRIPT, "FLUSH");
        assertThat(claim()).isInstanceOf(Held.class);
    }

    /** Random steps by several callers, compared with the plain claims: never two holders, and no doubt is lost. */
    @Property(tries = 60)
    void the_scripts_do_what_the_plain_claims_do(@ForAll long seed) {
        Random random = new Random(seed);
        long[] plainNow = {1_000_000};
        KeyClaims plain = new InMemoryKeyClaims(() -> plainNow[0]);
        KeyScope key = key("random-" + TRIES.incrementAndGet());
        List<Held> reals = new ArrayList<>();
        List<Held> plains = new ArrayList<>();
        for (int step = 0; step < 25; step++) {
            int which = random.nextInt(7);
            if (which < 2) {
                String print = random.nextInt(8) == 0 ? "another" : "present";
                Claim real = on(claims -> claims.claim(key, List.of(print), LEASE, KEEP, Durability.FSYNC));
                Claim expected = plain.claim(key, List.of(print), LEASE, KEEP, Durability.FSYNC)
                        .result();
                assertThat(real).as("seed %d step %d", seed, step).hasSameClassAs(expected);
                if (real instanceof Held got && expected instanceof Held wanted) {
                    assertThat(got.doubt() == null).isEqualTo(wanted.doubt() == null);
                    reals.add(got);
                    plains.add(wanted);
                }
            } else if (which == 2) {
                Duration by = random.nextBoolean() ? Duration.ofSeconds(1) : LEASE.plusSeconds(5);
                advance(by);
                plainNow[0] += by.toMillis();
            } else if (!reals.isEmpty()) {
                int holder = random.nextInt(reals.size());
                assertThat(did(claims -> end(claims, reals.get(holder), which)))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(end(plain, plains.get(holder), which).result());
            }
        }
    }

    private static Future<Boolean> end(KeyClaims claims, Held held, int which) {
        return switch (which) {
            case 3 -> claims.finish(held, ANSWER);
            case 4 -> claims.release(held);
            case 5 -> claims.queued(held, new WriteId(1, held.key().hash()));
            default -> claims.doubt(held);
        };
    }

    private String recordKey() {
        String hash = key.hash();
        return "{bw:q:" + one.store().settings().partitions().of(hash) + "}:k:" + hash;
    }

    /** Or a failover could take the claim back, and the write would be sent again. */
    @Test
    void a_claim_that_replicas_must_confirm_is_ours_only_once_they_have() {
        KeyScope key = new KeyScope("shop", new Scope("stripe", "refunds"), new IdempotencyKey("replicated"));
        Function<KeyClaims, Future<Claim>> claiming =
                claims -> claims.claim(key, List.of("present"), LEASE, KEEP, Durability.REPLICATED);

        assertThatThrownBy(() -> on(claiming))
                .hasRootCauseInstanceOf(StoreUnavailable.class)
                .rootCause()
                .hasMessageContaining("0 of 1 replicas");
        Claim free = on(claims -> claims.claim(key, List.of("present"), LEASE, KEEP, Durability.FSYNC));
        assertThat(free).isInstanceOfSatisfying(Held.class, held -> {
            assertThat(held.doubt()).isNull();
            assertThat(this.<Boolean>on(claims -> claims.release(held))).isTrue();
        });

        try (RedisForTest replica = new RedisForTest("replicaof", "127.0.0.1 " + redis.port())) {
            Awaitility.await("the replica")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> one.store().shortOf(Durability.REPLICATED) == null);
            assertThat(on(claiming)).isInstanceOf(Held.class);
        }
    }

    /** A vault that only turns bytes around: encryption has tests of its own. */
    private static final class Mirror implements Vault {
        @Override
        public byte[] seal(byte[] plain, String recordId) {
            byte[] turned = plain.clone();
            for (int i = 0; i < turned.length; i++) {
                turned[i] ^= (byte) 0xff;
            }
            return turned;
        }

        @Override
        public byte[] open(byte[] sealed, String recordId) {
            byte[] plain = seal(sealed, recordId);
            if (StoredAnswer.fromBytes(plain).status() == 0) {
                throw new Unreadable("none");
            }
            return plain;
        }

        @Override
        public List<String> fingerprints(byte[]... parts) {
            return List.of();
        }
    }
}
