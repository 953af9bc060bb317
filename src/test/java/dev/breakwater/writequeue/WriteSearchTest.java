package dev.breakwater.writequeue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.store.Partitions;
import dev.breakwater.writequeue.Settlement.Again;
import dev.breakwater.writequeue.Settlement.Bury;
import dev.breakwater.writequeue.Settlement.Park;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches through many writes of several partitions, on a real redis-server. */
final class WriteSearchTest {

    private static final int PARTITIONS = 4;
    private static final int MANY = 5_000;
    private static final int AT_ONCE = 500;
    private static final Scope PAYOUTS = new Scope("adyen", "payouts");
    private static final QueueSettings SETTINGS =
            new QueueSettings(new Partitions(PARTITIONS), 100_000, Duration.ofDays(1), Duration.ofMinutes(10));

    private static QueueInRedis redis;

    @BeforeAll
    static void start() throws IOException {
        redis = new QueueInRedis(SETTINGS, false);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void clear() {
        redis.clear();
    }

    @Test
    void the_few_of_a_provider_are_found_among_the_many_of_another() {
        fill(0, MANY, n -> n % 500 == 7 ? PAYOUTS : WriteQueueContract.REFUNDS, n -> null);
        WriteFilter adyen = new WriteFilter("adyen", null, null, null);

        assertThat(page("pending", adyen, 3, null).writes()).hasSize(3);
        assertThat(all("pending", adyen, 3))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, MANY)
                        .filter(n -> n % 500 == 7)
                        .mapToObj(WriteSearchTest::id)
                        .toList());
    }

    @Test
    void each_of_many_is_met_once_whether_it_waits_for_its_turn_its_lane_or_is_dead() {
        fill(0, MANY, n -> WriteQueueContract.REFUNDS, n -> n % 3 == 0 ? "lane" + n % 40 : null);

        assertThat(all("pending", WriteFilter.ANY, 700)).hasSize(MANY).doesNotHaveDuplicates();
        WriteFilter lane = new WriteFilter("stripe", null, "lane6", null);
        assertThat(all("pending", lane, 10)).hasSize(42).doesNotHaveDuplicates(); // n % 40 = 6 and n % 3 = 0
        redis.advance(WriteQueueContract.MAX_WAIT);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int one = partition;
            while (redis.on(queue -> queue.sweep(one, AT_ONCE)) > 0) {
                continue;
            }
        }
        assertThat(all("dead", WriteFilter.ANY, 1000)).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(all("dead", new WriteFilter(null, null, null, "refused"), 10))
                .isEmpty();
    }

    @Test
    void of_many_in_one_index_a_sample_tells_what_each_provider_has() {
        fill(0, MANY, n -> n % 4 == 0 ? PAYOUTS : WriteQueueContract.REFUNDS, n -> "lane" + n % 4);

        Depth.OfProvider adyen = null;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int one = partition;
            Depth depth = redis.on(queue -> queue.depth(one));
            assertThat(depth.providers().values().stream()
                            .mapToInt(Depth.OfProvider::pending)
                            .sum())
                    .isBetween(depth.pending() - 1, depth.pending() + 1);
            adyen = depth.providers().getOrDefault("adyen", adyen);
        }
        assertThat(adyen).isNotNull();
        assertThat(adyen.exact()).isFalse();
        assertThat(adyen.pending()).isBetween(1100, 1400); // of 1,250
    }

    @Test
    void one_page_costs_no_more_than_its_bound() {
        fill(0, 2 * MANY, n -> WriteQueueContract.REFUNDS, n -> null);

        WriteSearch.Page page = page("pending", new WriteFilter(null, null, "none", null), 10, null);

        assertThat(page.writes()).isEmpty();
        assertThat(page.next()).isNotNull(); // at most 500 of a partition in each of four rounds
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void what_stays_is_met_once_whatever_becomes_of_others_between_two_pages(long seed) {
        Random random = new Random(seed);
        int writes = 300;
        List<WriteId> all = fill(
                0,
                writes,
                n -> n % 2 == 0 ? PAYOUTS : WriteQueueContract.REFUNDS,
                n -> n % 5 == 0 ? "l" + n % 7 : null);
        for (int i = 0; i < 60; i++) {
            step(random);
        }
        for (String state : List.of("pending", "parked", "dead")) {
            Set<WriteId> stay = new HashSet<>(everyone(state, all));
            List<WriteId> met = new ArrayList<>();
            String next = null;
            do {
                WriteSearch.Page page = page(state, WriteFilter.ANY, 1 + random.nextInt(20), next);
                met.addAll(WriteQueueContract.ids(page));
                next = page.next();
                stay.removeAll(step(random));
                stay.retainAll(everyone(state, all));
            } while (next != null);

            assertThat(met).as(state).containsAll(stay);
            assertThat(met.stream().filter(stay::contains)).as(state).doesNotHaveDuplicates();
        }
    }

    /** Something happens to the queue; gives the writes that it took in hand. */
    private static Set<WriteId> step(Random random) {
        int partition = random.nextInt(PARTITIONS);
        Set<WriteId> touched = new HashSet<>();
        switch (random.nextInt(4)) {
            case 0 -> redis.advance(Duration.ofSeconds(random.nextInt(20)));
            case 1 -> redis.on(queue -> queue.sweep(partition, 1 + random.nextInt(50)));
            default -> {
                Map<Scope, Integer> room = Map.of(WriteQueueContract.REFUNDS, random.nextInt(6), PAYOUTS, 3);
                for (LeasedWrite lease : redis.on(queue -> queue.claim(partition, room, Duration.ofMinutes(1)))) {
                    touched.add(lease.id());
                    Settlement end =
                            switch (random.nextInt(4)) {
                                case 0 -> new Park("lost");
                                case 1 -> new Bury("refused");
                                default -> new Again(Duration.ofSeconds(random.nextInt(30)), false, "busy");
                            };
                    redis.on(queue -> queue.settle(lease, end));
                }
            }
        }
        return touched;
    }

    private static List<WriteId> everyone(String state, List<WriteId> all) {
        List<WriteId> in = new ArrayList<>();
        redis.on(queue -> Future.all(all.stream().map(queue::find).toList())
                .onSuccess(found -> found.<QueuedWrite>list().stream()
                        .filter(write -> write.state().label().equals(state))
                        .forEach(write -> in.add(write.id()))));
        return in;
    }

    private static List<WriteId> all(String state, WriteFilter filter, int limit) {
        List<WriteId> met = new ArrayList<>();
        String next = null;
        do {
            WriteSearch.Page page = page(state, filter, limit, next);
            met.addAll(WriteQueueContract.ids(page));
            next = page.next();
        } while (next != null);
        return met;
    }

    private static WriteSearch.Page page(String state, WriteFilter filter, int limit, @Nullable String next) {
        WriteSearch.Query query = new WriteSearch.Query(state, true, filter, null, null, limit);
        return redis.on(queue -> WriteSearch.page(queue, query, next));
    }

    private interface ScopeOf {
        Scope of(int n);
    }

    private interface LaneOf {
        @Nullable
        String of(int n);
    }

    private static List<WriteId> fill(int from, int to, ScopeOf scopes, LaneOf lanes) {
        List<WriteId> all = new ArrayList<>();
        for (int next = from; next < to; next += AT_ONCE) {
            List<NewWrite> some = IntStream.range(next, Math.min(to, next + AT_ONCE))
                    .mapToObj(n -> write(n, scopes.of(n), lanes.of(n)))
                    .toList();
            redis.on(queue -> Future.all(some.stream().map(queue::enqueue).toList()));
            some.forEach(write -> all.add(write.id()));
        }
        return all;
    }

    /** A lane's writes are in the lane's partition, others spread. */
    private static WriteId id(int n) {
        return new WriteId(n % PARTITIONS, WriteQueueContract.id("w" + n).hash());
    }

    private static NewWrite write(int n, Scope scope, @Nullable String lane) {
        Lane of = lane == null ? null : new Lane(scope.provider(), lane);
        NewWrite plain = WriteQueueContract.of("w" + n, scope);
        return new NewWrite(
                of == null ? id(n) : new WriteId(SETTINGS.partitions().of(of.hash()), id(n).hash()),
                plain.client(),
                scope,
                of,
                plain.key(),
                plain.request(),
                null,
                plain.maxWait(),
                plain.keyWindow(),
                null,
                Durability.MEMORY,
                null);
    }
}
