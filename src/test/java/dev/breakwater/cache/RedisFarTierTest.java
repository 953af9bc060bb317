package dev.breakwater.cache;

import static dev.breakwater.cache.LifetimeTest.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.StoreForTest;
import dev.breakwater.vault.AesGcmVault;
import dev.breakwater.vault.Vault;
import dev.breakwater.vault.VaultConfig;
import dev.breakwater.vault.VaultReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What replicas keep together, in a real Redis. */
class RedisFarTierTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final CacheSettings SETTINGS =
            new CacheSettings(1 << 20, true, 200_000, 20_000, Duration.ofHours(1));

    private static final Vault VAULT = new AesGcmVault(VaultReader.read(
            Edge.config("", "p: { base-url: https://p.example, contract: none }")
                    .getConfigMapping(VaultConfig.class),
            true,
            new Faults()));

    private final RedisForTest redis = new RedisForTest();
    private final StoreForTest store = new StoreForTest(redis.port(), 1);
    private final NearTier near = new NearTier(1 << 20, Duration.ofHours(1), Ticker.system());
    private final RedisFarTier far = tier(near, "one");

    @AfterEach
    void close() {
        join(far.stop());
        store.close();
        redis.close();
    }

    @Test
    void what_is_kept_is_found_with_its_age_by_its_owner_only() {
        long now = Ticker.system().nanos();
        far.keep(answer(key("client:a", "one"), now - 2_000_000_000L, now - 5_000_000_000L, "good"));
        CachedAnswer found = awaited(key("client:a", "one"));

        assertThat(found.body().toString()).isEqualTo("good");
        assertThat(found.headers().get("X-Own")).isEqualTo("1");
        assertThat(found.age(Ticker.system().nanos())).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
        assertThat(found.begunNanos()).isLessThan(now - 1_900_000_000L);
        assertThat(find(key("client:b", "one"))).isEmpty();
        assertThat(find(key("tenant:a", "one"))).isEmpty();
    }

    @Test
    void neither_path_nor_owner_nor_body_can_be_read_in_the_store() {
        far.keep(answer(key("client:somebody", "one"), "a secret body"));
        awaited(key("client:somebody", "one"));
        StringBuilder all = new StringBuilder();
        for (Response name : store.command(Command.KEYS, "*")) {
            all.append(name).append(' ');
            if (name.toString().contains("}:c:")) {
                all.append(store.command(Command.HGETALL, name.toString()));
            }
        }
        assertThat(all.toString()).contains("}:c:").doesNotContain("somebody").doesNotContain("secret");
    }

    /** One that was copied to another's place opens for nobody. */
    @Test
    void an_entry_that_was_moved_in_the_store_is_not_read() {
        far.keep(answer(key("client:a", "one"), "of a"));
        far.keep(answer(key("client:b", "one"), "of b"));
        awaited(key("client:a", "one"));
        awaited(key("client:b", "one"));
        List<String> names = store.command(Command.KEYS, "*:c:*").stream()
                .map(Response::toString)
                .toList();
        assertThat(names).hasSize(2);
        store.command(Command.RENAME, names.get(0), names.get(1));

        assertThat(find(key("client:a", "one"))).isEmpty();
        assertThat(find(key("client:b", "one"))).isEmpty();
    }

    @Test
    void one_that_is_forgotten_is_gone_and_others_of_its_path_are_not() {
        far.keep(answer(key("client:a", "one"), "x"));
        far.keep(answer(key("client:b", "one"), "x"));
        awaited(key("client:b", "one"));
        far.forget(key("client:a", "one"));
        await().atMost(PATIENCE).until(() -> find(key("client:a", "one")).isEmpty());
        assertThat(find(key("client:b", "one"))).isNotEmpty();
        assertThat(store.command(Command.SCARD, "{bw:q:0}:cp:path-one").toInteger())
                .isEqualTo(1);
    }

    @Test
    void it_is_bounded_by_bytes_and_what_ends_first_goes_first() {
        for (int i = 0; i < 60; i++) {
            long born = Ticker.system().nanos() - (60 - i) * 1_000_000_000L;
            far.keep(answer(key("client:a", "n" + i), born, born, "x".repeat(6_000)));
        }
        awaited(key("client:a", "n59"));
        assertThat(find(key("client:a", "n0"))).isEmpty();
        long total = Long.parseLong(store.command(Command.GET, "{bw:q:0}:ct").toString());
        assertThat(total).isBetween(100_000L, 200_000L);
        assertThat(store.command(Command.KEYS, "*:c:*").size())
                .isEqualTo(store.command(Command.ZCARD, "{bw:q:0}:ci").toInteger())
                .isEqualTo(store.command(Command.HLEN, "{bw:q:0}:cs").toInteger());
    }

    @Test
    void an_answer_that_is_too_large_stays_near() {
        far.keep(answer(key("client:a", "large"), "x".repeat(30_000)));
        far.keep(answer(key("client:a", "small"), "x"));
        awaited(key("client:a", "small"));
        assertThat(find(key("client:a", "large"))).isEmpty();
    }

    @Test
    void nothing_is_put_into_a_store_that_the_queue_needs() {
        long used = Long.parseLong(
                store.command(Command.INFO, "memory").toString().replaceAll("(?s).*\nused_memory:(\\d+).*", "$1"));
        store.command(Command.CONFIG, "SET", "maxmemory", used * 3 / 2);
        await().atMost(PATIENCE).until(() -> store.store().facts().isFull(0.5));

        far.keep(answer(key("client:a", "one"), "x"));
        store.command(Command.CONFIG, "SET", "maxmemory", 0);
        await().atMost(PATIENCE).until(() -> !store.store().facts().isFull(0.5));
        far.keep(answer(key("client:a", "two"), "x"));

        awaited(key("client:a", "two"));
        assertThat(find(key("client:a", "one"))).isEmpty();
    }

    @Test
    void what_is_dropped_is_gone_for_all_owners_and_so_is_what_is_on_its_way() {
        long before = Ticker.system().nanos();
        far.keep(answer(key("client:a", "one"), "x"));
        far.keep(answer(key("client:b", "one"), "x"));
        awaited(key("client:b", "one"));
        far.drop(new Dropped(Dropped.What.PATH, "p", "path-one"));
        await().atMost(PATIENCE).until(() -> find(key("client:a", "one")).isEmpty());
        assertThat(find(key("client:b", "one"))).isEmpty();

        far.keep(answer(key("client:a", "one"), before, before, "late"));
        far.keep(answer(key("client:a", "other"), "x"));
        awaited(key("client:a", "other"));
        assertThat(find(key("client:a", "one"))).isEmpty();
    }

    @Test
    void a_route_and_a_provider_are_dropped_for_all_replicas() {
        NearTier elsewhere = new NearTier(1 << 20, Duration.ofHours(1), Ticker.system());
        RedisFarTier other = tier(elsewhere, "two");
        try {
            other.start();
            CachedAnswer kept = answer(key("client:a", "one"), "x");
            far.keep(kept);
            awaited(kept.key());
            await().atMost(PATIENCE).until(() -> {
                CachedAnswer again = answer(key("client:a", "one"), "x");
                elsewhere.put(again);
                return !elsewhere.isInDoubt(again); // it has begun to listen
            });

            far.drop(Dropped.route(kept.key().scope()));

            await().atMost(PATIENCE).until(() -> elsewhere.get(kept.key()) == null);
            assertThat(find(kept.key())).isEmpty();
            far.keep(answer(key("client:a", "one"), "again"));
            awaited(kept.key());
            far.drop(Dropped.provider("p"));
            await().atMost(PATIENCE).until(() -> find(kept.key()).isEmpty());
        } finally {
            join(other.stop());
        }
    }

    @Test
    void while_it_is_away_nothing_is_found_and_nothing_fails() {
        far.keep(answer(key("client:a", "one"), "x"));
        awaited(key("client:a", "one"));
        redis.kill();
        assertThat(find(key("client:a", "one"))).isEmpty();
        far.keep(answer(key("client:a", "two"), "x"));
        far.drop(new Dropped(Dropped.What.PATH, "p", "path-one"));
        far.start();
        redis.start();
        await().atMost(PATIENCE).until(() -> store.store().isOpen());
        assertThat(find(key("client:a", "one"))).isEmpty(); // before and after the store has heard of it
        await().atMost(PATIENCE)
                .until(() ->
                        store.command(Command.EXISTS, "{bw:q:0}:cm:path-one").toInteger() == 1);
        assertThat(find(key("client:a", "one"))).isEmpty();
        assertThat(store.alarms()).isEmpty();
    }

    /** More than is worth remembering one by one while the store is away. */
    @Test
    void so_much_is_dropped_while_it_is_away_that_all_of_the_provider_is() {
        far.keep(answer(key("client:a", "one"), "x"));
        awaited(key("client:a", "one"));
        redis.pause();
        for (int i = 0; i < 10_500; i++) {
            far.drop(new Dropped(Dropped.What.PATH, "p", "path-" + i));
        }
        assertThat(find(key("client:a", "one"))).isEmpty(); // and all of it has been taken note of
        redis.resume();
        far.start();
        await().atMost(PATIENCE)
                .until(() -> store.command(Command.HEXISTS, "{bw:q:0}:cf", "provider p")
                                .toInteger()
                        == 1);
        assertThat(find(key("client:a", "one"))).isEmpty();
    }

    private RedisFarTier tier(NearTier of, String name) {
        return new RedisFarTier(store.vertx(), store.store(), VAULT, SETTINGS, Ticker.system(), of, name);
    }

    private List<Kept> find(CacheKey key) {
        return far.find(key, headers(""), bare -> bare, Duration.ofSeconds(10))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private CachedAnswer awaited(CacheKey key) {
        await().atMost(PATIENCE).until(() -> !find(key).isEmpty());
        return (CachedAnswer) find(key).get(0);
    }

    private static CacheKey key(String owner, String name) {
        return new CacheKey(owner, new Scope("p", "r"), "path-" + name, name);
    }

    private static CachedAnswer answer(CacheKey key, String body) {
        long now = Ticker.system().nanos();
        return answer(key, now, now, body);
    }

    private static CachedAnswer answer(CacheKey key, long begun, long born, String body) {
        return new CachedAnswer(
                key,
                200,
                "",
                headers("x-own: 1"),
                Buffer.buffer(body),
                new Lifetime(Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO, false),
                begun,
                born);
    }

    private static void join(Future<Void> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
