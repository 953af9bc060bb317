package dev.breakwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.RawProvider;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.QueuedWrite.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lookups decide about parked writes, and what they do not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReconcilerTest {

    private static final String NONE = json(200, "{\"data\":[]}");
    private static final String ONE = json(200, "{\"data\":[{\"id\":\"pay_1\",\"amount\":7}]}");
    private static final Duration SETTLES = Duration.ofHours(1);
    private static final Duration LATE = SETTLES.plus(ParkingLot.MARGIN);

    @TempDir
    Path dir;

    private RawProvider provider;
    private ParkingLot lot;

    @BeforeEach
    void open() throws IOException {
        provider = new RawProvider();
        lot = new ParkingLot(provider.url(), dir, contract("unique: true, answer-status: 201", "1h"));
    }

    @AfterEach
    void close() throws IOException {
        lot.close();
        provider.close();
    }

    @Test
    void what_is_found_is_delivered_with_its_own_representation() {
        WriteId id = lot.park("order-1");
        provider.answer(ONE);

        lot.look();

        QueuedWrite write = lot.find(id);
        assertThat(write.state().label()).isEqualTo("delivered");
        StoredAnswer answer = Objects.requireNonNull(write.answer());
        assertThat(answer.status()).isEqualTo(201);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"pay_1\",\"amount\":7}");
        assertThat(last(write)).isEqualTo("resolved: found at the provider by lookup");
        assertThat(lot.woken()).containsExactly(0);
    }

    @Test
    void where_only_the_fact_is_known_it_is_delivered_without_an_answer() {
        lot.use(contract("unique: true", "1h"));
        WriteId id = lot.park("order-1");
        provider.answer(json(200, "{\"data\":[{\"id\":\"pay_1\"},{\"id\":\"pay_2\"}]}"));

        lot.look();

        assertThat(lot.state(id)).isEqualTo("delivered");
        assertThat(lot.find(id).answer()).isNull();
        assertThat(last(lot.find(id))).endsWith("found at the provider by lookup, 2 times");
    }

    @Test
    void it_asks_with_the_reference_and_for_the_same_account_and_shows_neither_key_nor_body() {
        lot.park("order 1/ä");
        provider.answer(NONE);

        lot.look();

        RawProvider.Sent sent = provider.only();
        assertThat(sent.line()).isEqualTo("GET /v1/payments?reference=order%201%2F%C3%A4 HTTP/1.1");
        assertThat(sent.all("authorization")).containsExactly("Bearer sk_test_1");
        assertThat(sent.all("account")).containsExactly("acct_7");
        assertThat(sent.all("content-type")).isEmpty();
        assertThat(sent.all("idempotency-key")).isEmpty();
        assertThat(sent.body()).isEmpty();
    }

    @Test
    void finding_none_counts_only_when_nothing_can_arrive_any_more() {
        WriteId id = lot.park("order-1");
        provider.answer(NONE);

        lot.look();
        lot.forward(LATE.minusMillis(1));
        lot.look();
        assertThat(provider.requests()).hasSize(2);
        assertThat(lot.state(id)).isEqualTo("parked");
        lot.forward(ParkingLot.LONGEST);
        lot.look();

        assertThat(lot.state(id)).isEqualTo("pending");
        assertThat(last(lot.find(id))).startsWith("resolved: not found at the provider by lookup, 3819 s");
        assertThat(lot.claim().inDoubt()).isFalse();
    }

    @Test
    void what_a_lookup_gave_is_on_record_and_when_the_next_one_comes() {
        WriteId id = lot.park("order-1");
        assertThat(lot.find(id).lookups()).isNull();
        provider.answer(NONE);
        lot.look();
        provider.answer(json(500, "{}"));
        lot.forward(ParkingLot.LONGEST);
        lot.look();

        QueuedWrite.Lookups told = lot.find(id).lookups();
        assertThat(told).isNotNull();
        assertThat(told.count()).isEqualTo(2);
        assertThat(told.gave()).isEqualTo("the provider was not well: unknown, HTTP 500");
        assertThat(told.next()).isAfter(told.at());
    }

    @Test
    void what_surely_was_not_done_and_is_no_longer_wanted_is_dead() {
        WriteId id = lot.park("order-1");
        provider.answer(NONE);
        lot.forward(ParkingLot.MAX_WAIT);

        lot.look();
        lot.sweep();

        assertThat(lot.state(id)).isEqualTo("dead");
    }

    @Test
    void without_keys_and_without_a_word_of_the_contract_none_never_counts() {
        lot.use(contract("unique: true", null));
        WriteId id = lot.park("order-1");
        provider.answer(NONE);
        lot.forward(Duration.ofDays(1000));

        lot.look();

        assertThat(provider.requests()).hasSize(1);
        assertThat(lot.state(id)).isEqualTo("parked");
    }

    @Test
    void where_references_are_not_unique_what_is_found_decides_nothing() {
        lot.use(contract("answer-status: 201", "1h"));
        WriteId id = lot.park("order-1");
        lot.forward(LATE);
        provider.answer(ONE);

        lot.look();
        assertThat(provider.requests()).hasSize(1);
        assertThat(lot.state(id)).isEqualTo("parked");
        provider.answer(NONE);
        lot.forward(ParkingLot.LONGEST);
        lot.look();

        assertThat(lot.state(id)).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 503 Unavailable\r\nContent-Length: 11\r\n\r\n{\"data\":[]}",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"data\":[]",
                "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"data\":[]}",
                "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"list\":[]}",
            })
    void whatever_else_is_answered_tells_nothing(String answer) {
        WriteId id = lot.park("order-1");
        lot.forward(LATE);
        provider.answerAndClose(answer);

        lot.look();

        assertThat(provider.requests()).hasSize(1);
        assertThat(lot.state(id)).isEqualTo("parked");
    }

    @Test
    void an_answer_that_is_too_large_to_be_held_tells_nothing() {
        WriteId id = lot.park("order-1");
        provider.answer(json(200, "{\"data\":[{\"id\":\"" + "x".repeat(2000) + "\"}]}"));

        lot.look();

        assertThat(provider.requests()).hasSize(1);
        assertThat(lot.state(id)).isEqualTo("parked");
    }

    @Test
    void a_write_whose_reference_cannot_be_read_is_not_asked_about_and_stops_no_other() {
        WriteId without = lot.park(new StoredRequest("POST", "/psp/v1/pay", List.of(), bytes("{}")));
        WriteId elsewhere = lot.park(new StoredRequest("POST", "/psp/v1/other", List.of(), bytes("{}")));
        WriteId poisoned = lot.park(new StoredRequest("POST", "", List.of(), bytes("{}")));
        WriteId asked = lot.park("order-1");
        provider.answer(ONE);

        lot.look();

        assertThat(provider.requests()).hasSize(1);
        assertThat(lot.state(asked)).isEqualTo("delivered");
        assertThat(List.of(lot.state(without), lot.state(elsewhere), lot.state(poisoned)))
                .containsOnly("parked");
    }

    @Test
    void a_write_that_was_never_sent_is_not_asked_about() {
        WriteId id = lot.parkUnsent("order-1");
        lot.look();
        assertThat(provider.requests()).isEmpty();
        assertThat(lot.state(id)).isEqualTo("parked");
    }

    @Test
    void while_the_breaker_is_open_nothing_is_asked() {
        WriteId first = lot.park("order-1");
        lot.forward(ParkingLot.SLACK);
        WriteId second = lot.park("order-2");
        provider.answer("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");

        lot.look();
        assertThat(provider.requests()).as("one that is not well is left alone").hasSize(1);
        lot.look();
        lot.look();
        assertThat(provider.requests()).hasSize(1);
        provider.answer(ONE);
        lot.forward(ParkingLot.OPEN_FOR);
        lot.look();

        assertThat(lot.state(second))
                .as("it was not asked about, so it need not wait")
                .isEqualTo("delivered");
        lot.forward(ParkingLot.LONGEST);
        lot.look();
        assertThat(lot.state(first)).isEqualTo("delivered");
    }

    @Test
    void a_provider_that_is_asked_too_often_rests_and_its_backlog_too() {
        lot.park("order-1");
        lot.park("order-2");
        provider.answer("HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n");

        lot.look();
        assertThat(provider.requests()).hasSize(1);
        assertThat(lot.drain().isPaused()).isTrue();
        lot.forward(Duration.ofMillis(2900));
        lot.look();
        assertThat(provider.requests()).hasSize(1);
        lot.forward(Duration.ofMillis(200));
        lot.look();
        assertThat(provider.requests()).hasSize(2);
    }

    @Test
    void after_each_lookup_in_vain_the_write_is_left_alone_for_longer() {
        lot.park("order-1");
        provider.answer(NONE);

        lot.look();
        for (int seconds : new int[] {5, 10, 20, 40, 80, 80}) { // the half of 10 s, doubling, up to 160 s
            int asked = provider.requests().size();
            lot.forward(Duration.ofSeconds(seconds).minus(ParkingLot.SLACK));
            lot.look();
            assertThat(provider.requests()).as("before %d s", seconds).hasSize(asked);
            lot.forward(ParkingLot.SLACK.plusMillis(1));
            lot.look();
            assertThat(provider.requests()).as("after %d s", seconds).hasSize(asked + 1);
        }
    }

    @Test
    void all_pages_have_their_turn() {
        List<WriteId> ids = lot.park(50);
        provider.answer((sent, socket) -> RawProvider.write(socket, sent.line().contains("order-4") ? NONE : ONE));

        for (int i = 0; i < 4; i++) {
            lot.look();
        }

        assertThat(lot.count(ids, "delivered")).isEqualTo(39);
        assertThat(lot.count(ids, "parked"))
                .as("order-4 and order-40 to order-49")
                .isEqualTo(11);
    }

    @Test
    void of_two_replicas_at_once_one_resolves() {
        WriteId id = lot.park("order-1");
        CountDownLatch both = new CountDownLatch(2);
        provider.answer((sent, socket) -> {
            both.countDown();
            awaitQuietly(both);
            RawProvider.write(socket, ONE);
        });

        CompletableFuture.allOf(lot.lookAsync(0), lot.lookAsync(1)).join();

        assertThat(provider.requests()).hasSize(2);
        assertThat(lot.find(id).timeline())
                .filteredOn(event -> event.what().equals("resolved"))
                .hasSize(1);
        assertThat(lot.state(id)).isEqualTo("delivered");
    }

    @Test
    void what_one_replica_did_not_find_decides_nothing_about_what_another_has_sent_again() {
        WriteId id = lot.park("order-1");
        lot.forward(LATE);
        CountDownLatch slow = new CountDownLatch(1);
        provider.answer((sent, socket) -> {
            if (provider.requests().size() == 1) {
                awaitQuietly(slow);
            }
            RawProvider.write(socket, NONE);
        });
        CompletableFuture<Void> late = lot.lookAsync(0);
        await().until(() -> provider.requests().size() == 1);
        lot.lookAsync(1).join();
        assertThat(lot.state(id)).isEqualTo("pending");
        lot.parkAgain(); // sent once more, and nobody knows

        slow.countDown();
        late.join();

        assertThat(lot.state(id)).isEqualTo("parked");
    }

    private static String contract(String answers, String settles) {
        String key = "key: { header: Idempotency-Key, methods: POST, remembered-for: 1s, remembers: success-only }\n";
        return "name: own\n"
                + (settles == null ? "" : key + "settles-within: " + settles + "\n")
                + "lookup:\n"
                + "  - { match: POST /v1/pay, reference: json:/reference, ask: '/v1/payments?reference={reference}',"
                + " found: /data, " + answers + " }\n";
    }

    private static String json(int status, String body) {
        return "HTTP/1.1 " + status + " Told\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String last(QueuedWrite write) {
        Event event = write.timeline().get(write.timeline().size() - 1);
        return event.what() + ": " + event.detail();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
