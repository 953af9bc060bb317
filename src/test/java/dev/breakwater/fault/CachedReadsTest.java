package dev.breakwater.fault;

import static dev.breakwater.fault.CacheScene.answer;
import static dev.breakwater.fault.CacheScene.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.RawProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads survive an outage: what was kept stands in, honestly marked, and for nobody but its owner. */
class CachedReadsTest {

    private static final String LONG_STALE = "stale-if-error: 10m";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(3);

    @Test
    void provider_down_reads_stale() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good", "X-Of: the good one"));
            assertThat(scene.get("/v1/things/1").header("Cache-Status")).isEqualTo("Breakwater; fwd=uri-miss; stored");
            scene.provider.close();

            Told stale = scene.get("/v1/things/1");

            assertThat(stale.verdict()).isEqualTo("200 answer stale");
            assertThat(stale.answer().body()).isEqualTo("good");
            assertThat(stale.header("X-Of")).isEqualTo("the good one");
            assertThat(stale.header("Age")).matches("\\d+");
            assertThat(stale.header("Cache-Status")).matches("Breakwater; fwd=stale; ttl=-\\d+; detail=stale-if-error");
            assertThat(stale.header("Warning")).isEmpty();
            assertThat(scene.get("/v1/things/2").verdict()).matches("50[23] provider-.*");
            assertThat(scene.get("/v1/open").verdict()).matches("50[23] provider-.*");
        }
    }

    @Test
    void closes_before_headers_reads_stale() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answerAndClose("");

            Told stale = scene.get("/v1/things/1");

            assertThat(stale.verdict()).isEqualTo("200 answer stale");
            assertThat(stale.answer().body()).isEqualTo("good");
        }
    }

    /**
     * No half body is passed on as a whole one, and no header of the broken answer gets into the one that stands in.
     */
    @Test
    void closes_mid_body_reads_stale() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good", "ETag: \"g\"", "X-Both: good"));
            scene.get("/v1/things/1");
            scene.provider.answerAndClose(
                    "HTTP/1.1 200 OK\r\nX-Broken: 1\r\nX-Both: broken\r\nETag: \"b\"\r\nContent-Length: 100\r\n\r\nhalf");

            Told stale = scene.get("/v1/things/1");

            assertThat(stale.verdict()).isEqualTo("200 answer stale");
            assertThat(stale.answer().body()).isEqualTo("good");
            assertThat(stale.header("X-Broken")).isEmpty();
            assertThat(stale.header("X-Both")).isEqualTo("good");
            assertThat(stale.header("ETag")).isEqualTo("\"g\"");
            assertThat(scene.get("/v1/things/2").verdict()).startsWith("502 provider-answer-invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429})
    void an_error_of_the_provider_reads_stale(int status) throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(status, "bad", "X-Failed: 1", "Retry-After: 7", "Set-Cookie: a=b"));

            Told stale = scene.get("/v1/things/1");

            assertThat(stale.verdict()).isEqualTo("200 answer stale");
            assertThat(stale.answer().body()).isEqualTo("good");
            assertThat(stale.header("X-Failed") + stale.header("Retry-After") + stale.header("Set-Cookie"))
                    .isEmpty();
            assertThat(stale.header("Cache-Status")).contains("fwd-status=" + status);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 410, 501})
    void what_the_provider_decides_is_no_error(int status) throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(status, "no"));

            assertThat(scene.get("/v1/things/1").status()).isEqualTo(status);
        }
    }

    @Test
    void too_old_is_refused() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 1s")) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.close();
            assertThat(scene.get("/v1/things/1").outcome()).isEqualTo("stale");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(scene.get("/v1/things/1").status()).isIn(502, 503));
        }
    }

    @Test
    void vary_isolates() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer((sent, socket) ->
                    RawProvider.write(socket, ok(sent.all("Accept-Language").toString(), "Vary: Accept-Language")));

            assertThat(scene.get("/v1/things/1", "Accept-Language", "de")
                            .answer()
                            .body())
                    .isEqualTo("[de]");
            Told french = scene.get("/v1/things/1", "Accept-Language", "fr");
            assertThat(french.answer().body()).isEqualTo("[fr]");
            assertThat(french.header("Cache-Status")).startsWith("Breakwater; fwd=vary-miss");
            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("[]");
            Told german = scene.get("/v1/things/1", "Accept-Language", "de");
            assertThat(german.answer().body()).isEqualTo("[de]");
            assertThat(german.outcome()).isEqualTo("fresh");
            assertThat(scene.provider.requests()).hasSize(3);
        }
    }

    /** Neither from memory, nor by joining a call, nor when the provider is down. */
    @Test
    void tenant_isolation() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m", 1)) {
            scene.provider.answer(ok("of alpha", "Cache-Control: private"));
            assertThat(scene.getAs("alpha", "/v1/things/1").answer().body()).isEqualTo("of alpha");
            scene.provider.answer(ok("of beta", "Cache-Control: private"));
            assertThat(scene.getAs("beta", "/v1/things/1").answer().body()).isEqualTo("of beta");
            scene.provider.answer(ok("of left", "Cache-Control: private"));
            assertThat(scene.getAs("left", "/v1/things/1").answer().body()).isEqualTo("of left");
            scene.provider.answer(ok("of both", "Cache-Control: public"));
            assertThat(scene.getAs("right", "/v1/things/1").answer().body()).isEqualTo("of both");
            scene.provider.close();

            assertThat(scene.getAs("alpha", "/v1/things/1").answer().body()).isEqualTo("of alpha");
            assertThat(scene.getAs("beta", "/v1/things/1").answer().body()).isEqualTo("of beta");
            assertThat(scene.getAs("left", "/v1/things/1").answer().body()).isEqualTo("of both");
            assertThat(scene.getAs("alpha", "/v1/things/1", "Stripe-Account", "other")
                            .status())
                    .isIn(502, 503);
            assertThat(scene.getAs("beta", "/v1/things/2").status()).isIn(502, 503);
        }
    }

    @Test
    void stampede() throws Exception {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            CountDownLatch begun = new CountDownLatch(1);
            scene.provider.answer((sent, socket) -> {
                hold(begun);
                RawProvider.write(socket, ok("one for all"));
            });
            List<CompletableFuture<Told>> all = IntStream.range(0, 1000)
                    .mapToObj(i -> scene.send(0, "alpha", "GET", "/v1/things/1"))
                    .toList();
            await().atMost(PATIENCE).until(() -> scene.provider.requests().size() == 1);
            begun.countDown();

            Set<String> bodies =
                    all.stream().map(told -> told.join().answer().body()).collect(Collectors.toSet());

            assertThat(bodies).containsExactly("one for all");
            assertThat(scene.provider.requests()).hasSize(1);
            assertThat(all.stream()
                            .filter(told -> told.join().header("Cache-Status").contains("collapsed")))
                    .isNotEmpty();
        }
    }

    /** One failure counts once, for the breaker too, and none of those who waited for it calls again by itself. */
    @Test
    void stampede_on_a_dying_provider_opens_the_breaker() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answerAndClose("");

            Set<String> verdicts =
                    IntStream.range(0, 1000)
                            .mapToObj(i -> scene.send(0, "alpha", "GET", "/v1/things/1"))
                            .toList()
                            .stream()
                            .map(told -> told.join().verdict())
                            .collect(Collectors.toSet());

            assertThat(verdicts).containsExactly("200 answer stale");
            for (int i = 0; i < 10; i++) {
                scene.get("/v1/things/1");
            }
            int calls = scene.provider.requests().size();
            assertThat(calls).isBetween(1, 20);
            Told open = scene.get("/v1/things/1");
            assertThat(open.verdict()).isEqualTo("200 answer stale");
            assertThat(open.attempts()).isZero();
            assertThat(open.header("Cache-Status")).matches("Breakwater; hit; ttl=-\\d+; detail=stale-if-error");
            assertThat(scene.provider.requests()).hasSize(calls);
        }
    }

    @Test
    void redis_down_near_tier_serves() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m", 1)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.redis.kill();

            assertThat(scene.get("/v1/things/1").verdict()).isEqualTo("200 answer fresh");
            assertThat(scene.get("/v1/things/2").verdict()).isEqualTo("200 answer answered");
            assertThat(scene.get("/v1/things/2").verdict()).isEqualTo("200 answer fresh");
            scene.provider.close();
            assertThat(scene.get("/v1/things/1", "Cache-Control", "max-age=0, stale-if-error=600")
                            .verdict())
                    .isEqualTo("200 answer stale");
            assertThat(scene.edges.get(0).alarms()).isEmpty();
        }
    }

    @Test
    void revalidation_304() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good", "ETag: \"v1\"", "X-Kept: 1", "X-New: old"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(304, "", "ETag: \"v1\"", "X-New: new"));

            Told told = scene.get("/v1/things/1");

            assertThat(told.verdict()).isEqualTo("200 answer answered");
            assertThat(told.answer().body()).isEqualTo("good");
            assertThat(told.header("X-Kept")).isEqualTo("1");
            assertThat(told.header("X-New")).isEqualTo("new");
            assertThat(told.header("Cache-Status"))
                    .matches("Breakwater; fwd=stale; fwd-status=304; ttl=-?\\d+; stored");
            assertThat(scene.provider.only().all("If-None-Match")).containsExactly("\"v1\"");
        }
    }

    @Test
    void a_304_about_something_else_is_asked_for_again() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("old", "ETag: \"v1\""));
            scene.get("/v1/things/1");
            scene.provider.answer((sent, socket) -> RawProvider.write(
                    socket,
                    sent.all("If-None-Match").isEmpty() ? ok("new", "ETag: \"v2\"") : answer(304, "", "ETag: \"v2\"")));

            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("new");
        }
    }

    @Test
    void a_client_that_has_it_is_told_so() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good", "ETag: \"v1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "X-A: 1"));
            Told first = scene.get("/v1/things/1", "If-None-Match", "\"v1\"");
            assertThat(first.status()).isEqualTo(304);
            assertThat(scene.provider.only().all("If-None-Match")).isEmpty();

            Told known = scene.get("/v1/things/1", "If-None-Match", "\"x,y\", W/\"v1\"");

            assertThat(known.status()).isEqualTo(304);
            assertThat(known.outcome()).isEqualTo("fresh");
            assertThat(known.header("ETag")).isEqualTo("\"v1\"");
            assertThat(known.header("X-A")).isEmpty();
            assertThat(known.answer().body()).isEmpty();
            assertThat(scene.get(
                                    "/v1/things/1",
                                    "If-None-Match",
                                    "\"v2\"",
                                    "If-Modified-Since",
                                    "Sun, 06 Nov 1994 08:49:37 GMT")
                            .status())
                    .isEqualTo(200);
            assertThat(scene.get("/v1/things/1", "If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")
                            .status())
                    .isEqualTo(304);
            assertThat(scene.get("/v1/things/1", "If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT")
                            .status())
                    .isEqualTo(200);
            assertThat(scene.provider.requests()).hasSize(1);
        }
    }

    @Test
    void a_head_is_answered_from_a_get() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            try (Caller caller = new Caller(scene.edges.get(0).port())) {
                Caller.Reply head = caller.send("HEAD /psp/v1/things/1 HTTP/1.1\r\nHost: x\r\n"
                                + "Authorization: Bearer key-of-alpha\r\n\r\n")
                        .read(false);
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.header("Content-Length")).isEqualTo("4");
                assertThat(head.header("Breakwater-Outcome")).isEqualTo("fresh");
            }
            assertThat(scene.provider.requests()).hasSize(1);
        }
    }

    @Test
    void a_head_that_tells_of_a_change_drops_what_was_kept() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            scene.provider.answer(ok("good", "ETag: \"v1\""));
            scene.get("/v1/things/1");
            scene.provider.answer("HTTP/1.1 200 OK\r\nETag: \"v2\"\r\nContent-Length: 4\r\n\r\n");
            assertThat(scene.send(0, "alpha", "HEAD", "/v1/things/1").join().status())
                    .isEqualTo(200);
            scene.provider.close();

            assertThat(scene.get("/v1/things/1").status()).isIn(502, 503);
        }
    }

    @Test
    void parts_and_preconditions_go_by_the_cache() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(206, "oo", "Content-Range: bytes 1-2/4"));
            Told part = scene.get("/v1/things/1", "Range", "bytes=1-2");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.header("Cache-Status")).isEqualTo("Breakwater; fwd=bypass");
            assertThat(scene.get("/v1/things/1", "If-Match", "\"x\"").status()).isEqualTo(206);
            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("good");
        }
    }

    @Test
    void a_stale_answer_is_served_while_one_call_refreshes_it() throws Exception {
        try (CacheScene scene = new CacheScene("fresh: 0s, stale-while-revalidate: 10m")) {
            scene.provider.answer(ok("one"));
            scene.get("/v1/things/1");
            CountDownLatch held = new CountDownLatch(1);
            scene.provider.answer((sent, socket) -> {
                hold(held);
                RawProvider.write(socket, ok("two"));
            });

            for (int i = 0; i < 20; i++) {
                Told stale = scene.get("/v1/things/1");
                assertThat(stale.verdict()).isEqualTo("200 answer stale");
                assertThat(stale.answer().body()).isEqualTo("one");
                assertThat(stale.header("Cache-Status"))
                        .matches("Breakwater; hit; ttl=-?\\d+; detail=stale-while-revalidate");
            }
            assertThat(scene.provider.requests()).hasSize(1);
            held.countDown();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(scene.get("/v1/things/1").answer().body())
                                    .isEqualTo("two"));
        }
    }

    @Test
    void refreshing_is_no_storm_on_a_sick_provider() throws Exception {
        try (CacheScene scene = new CacheScene("fresh: 0s, stale-while-revalidate: 10m")) {
            scene.provider.answer(ok("one"));
            scene.get("/v1/things/1");
            scene.provider.answerAndClose("");

            for (int i = 0; i < 200; i++) {
                assertThat(scene.get("/v1/things/1").outcome()).isEqualTo("stale");
            }

            assertThat(scene.provider.requests().size()).isLessThan(10);
        }
    }

    @Test
    void each_who_waits_keeps_its_own_deadline() throws Exception {
        try (CacheScene scene = new CacheScene(LONG_STALE)) {
            CountDownLatch held = new CountDownLatch(1);
            scene.provider.answer((sent, socket) -> {
                hold(held);
                RawProvider.write(socket, ok("late"));
            });
            CompletableFuture<Told> hasty =
                    scene.send(0, "alpha", "GET", "/v1/things/1", "Breakwater-Timeout", "100ms");
            CompletableFuture<Told> patient = scene.send(0, "alpha", "GET", "/v1/things/1");

            assertThat(hasty.join().verdict()).isEqualTo("504 provider-timeout unknown");
            held.countDown();
            assertThat(patient.join().answer().body()).isEqualTo("late");
        }
    }

    @Test
    void a_write_drops_what_it_makes_out_of_date() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m")) {
            scene.provider.answer(ok("before"));
            scene.get("/v1/things/1");
            scene.getAs("beta", "/v1/things/1?expand=all");
            scene.get("/v1/things/2");
            scene.provider.answer(ok("done"));
            assertThat(scene.send(0, "alpha", "POST", "/v1/things/1/act").join().status())
                    .isEqualTo(200);
            scene.provider.answer(ok("after"));

            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("after");
            assertThat(scene.getAs("beta", "/v1/things/1?expand=all").answer().body())
                    .isEqualTo("after");
            assertThat(scene.get("/v1/things/2").answer().body()).isEqualTo("before");
        }
    }

    /** RFC 9111 section 4.4, for a route that names nothing. */
    @Test
    void a_write_drops_its_own_target_and_the_place_it_is_answered_with() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("before"));
            scene.get("/v1/things/1");
            scene.get("/v1/things/2");
            scene.get("/v1/things/3");
            scene.provider.answer(
                    ok("done", "Location: /v1/things/2", "Content-Location: https://other.example/v1/things/3"));
            scene.send(0, "alpha", "POST", "/v1/things/1").join();
            scene.provider.answer(ok("after"));

            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("after");
            assertThat(scene.get("/v1/things/2").answer().body()).isEqualTo("after");
            assertThat(scene.get("/v1/things/3").answer().body()).isEqualTo("before");
        }
    }

    @Test
    void a_write_that_was_declined_drops_nothing() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("before"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(402, "declined"));
            scene.send(0, "alpha", "POST", "/v1/things/1/act").join();

            assertThat(scene.get("/v1/things/1").outcome()).isEqualTo("fresh");
        }
    }

    /** An answer that was on its way when the write was made shows what was before. */
    @Test
    void an_answer_that_a_write_overtook_is_not_kept() throws Exception {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            CountDownLatch held = new CountDownLatch(1);
            scene.provider.answer((sent, socket) -> {
                if (sent.line().startsWith("GET")) {
                    hold(held);
                    RawProvider.write(socket, ok("before"));
                } else {
                    RawProvider.write(socket, ok("done"));
                }
            });
            CompletableFuture<Told> read = scene.send(0, "alpha", "GET", "/v1/things/1");
            await().atMost(PATIENCE).until(() -> scene.provider.requests().size() == 1);
            scene.send(0, "alpha", "POST", "/v1/things/1/act").join();
            held.countDown();
            assertThat(read.join().answer().body()).isEqualTo("before");
            scene.provider.answer(ok("after"));

            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("after");
        }
    }

    @Test
    void a_store_that_is_too_slow_to_wait_for_is_asked_again_when_the_provider_fails() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m", 3)) {
            scene.provider.answer(ok("good"));
            String path = sharedBy(0, 2, scene);
            scene.provider.answer(answer(503, "no"));
            scene.redis.pause();
            CompletableFuture<Told> read = scene.send(1, "alpha", "GET", path);
            await().atMost(PATIENCE)
                    .until(() -> !scene.provider.requests().isEmpty()); // so that the first look is over
            scene.redis.resume();

            assertThat(read.join().verdict()).isEqualTo("200 answer stale");
        }
    }

    @Test
    void a_store_that_does_not_answer_holds_nobody_up_beyond_the_deadline() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m", 1)) {
            CountDownLatch held = new CountDownLatch(1);
            scene.provider.answer((sent, socket) -> hold(held));
            scene.redis.pause();
            Told told = scene.get("/v1/things/1", "Breakwater-Timeout", "500ms");
            scene.redis.resume();
            held.countDown();

            assertThat(told.answer().statusCode()).isEqualTo(504);
            assertThat(told.took()).isLessThan(Duration.ofMillis(1500));
        }
    }

    @Test
    void a_replica_finds_what_another_has_kept() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m", 2)) {
            scene.provider.answer((sent, socket) ->
                    RawProvider.write(socket, ok("good " + sent.all("Accept-Language"), "Vary: Accept-Language")));
            String path = sharedBy(0, 1, scene, "Accept-Language", "de");
            int asked = scene.provider.requests().size();

            assertThat(onlyCached(scene, "alpha", path, "de").answer().body()).isEqualTo("good [de]");
            assertThat(onlyCached(scene, "alpha", path, "fr").verdict()).isEqualTo("504 not-cached refused");
            assertThat(onlyCached(scene, "beta", path, "de").verdict()).isEqualTo("504 not-cached refused");
            assertThat(scene.provider.requests()).hasSize(asked);
        }
    }

    private static Told onlyCached(CacheScene scene, String client, String path, String language) {
        return scene.send(1, client, "GET", path, "Accept-Language", language, "Cache-Control", "only-if-cached")
                .join();
    }

    /**
     * What one replica has read and another has found; again with another, as what the store is late for is not kept.
     */
    private static String sharedBy(int reader, int finder, CacheScene scene, String... headers) {
        AtomicInteger things = new AtomicInteger();
        String[] onlyIfCached = Stream.concat(Stream.of(headers), Stream.of("Cache-Control", "only-if-cached"))
                .toArray(String[]::new);
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ConditionTimeoutException.class)
                .untilAsserted(() -> {
                    String path = "/v1/things/" + things.incrementAndGet();
                    scene.getAt(reader, path, headers);
                    await().atMost(SOON)
                            .until(() -> scene.getAt(finder, path, onlyIfCached)
                                    .verdict()
                                    .equals("200 answer fresh"));
                });
        return "/v1/things/" + things;
    }

    @Test
    void a_write_drops_on_other_replicas_too() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 10m", 2)) {
            scene.provider.answer(ok("before"));
            scene.getAt(0, "/v1/things/1");
            await().atMost(PATIENCE)
                    .until(() -> scene.getAt(1, "/v1/things/1").outcome().equals("fresh"));
            scene.provider.answer(ok("after"));
            scene.send(0, "alpha", "POST", "/v1/things/1/act").join();

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(
                                    scene.getAt(1, "/v1/things/1").answer().body())
                            .isEqualTo("after"));
        }
    }

    @Test
    void what_was_dropped_while_the_store_was_away_is_told_when_it_is_back() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 10m", 2)) {
            scene.provider.answer(ok("before"));
            scene.getAt(0, "/v1/things/1");
            await().atMost(PATIENCE)
                    .until(() -> scene.getAt(1, "/v1/things/1").outcome().equals("fresh"));
            scene.redis.kill();
            scene.provider.answer(ok("after"));
            scene.send(0, "alpha", "POST", "/v1/things/1").join();
            assertThat(scene.getAt(0, "/v1/things/1").answer().body()).isEqualTo("after");
            scene.redis.start();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    scene.getAt(1, "/v1/things/1").answer().body())
                            .isEqualTo("after"));
        }
    }

    /** What a queued write changes, it changes when it is delivered: reads in between show what was before. */
    @Test
    void a_write_drops_once_more_when_it_is_delivered() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 10m", 1)) {
            scene.provider.answer((sent, socket) ->
                    RawProvider.write(socket, sent.line().startsWith("GET") ? ok("before") : answer(429, "later")));
            scene.get("/v1/things/1");
            assertThat(scene.send(0, "alpha", "POST", "/v1/things/1/act").join().verdict())
                    .isEqualTo("202 answer queued");
            await().atMost(PATIENCE)
                    .until(() -> scene.get("/v1/things/1").outcome().equals("fresh"));

            scene.provider.answer((sent, socket) ->
                    RawProvider.write(socket, sent.line().startsWith("GET") ? ok("after") : ok("done")));

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(scene.get("/v1/things/1").answer().body())
                                    .isEqualTo("after"));
        }
    }

    @Test
    void waiting_writes_are_told_of_and_what_they_change_is_dropped() throws IOException {
        try (CacheScene scene = new CacheScene(LONG_STALE, 1)) {
            scene.provider.answer(ok("before"));
            scene.get("/v1/things/1");
            scene.get("/v1/things/1?expand=all");
            scene.provider.close();
            Told plain = scene.get("/v1/things/1");
            assertThat(plain.outcome()).isEqualTo("stale");
            assertThat(plain.header("Breakwater-Pending-Writes")).isEmpty();

            assertThat(scene.send(0, "alpha", "POST", "/v1/things/1/act").join().verdict())
                    .isEqualTo("202 answer queued");

            assertThat(scene.get("/v1/things/1").status()).isIn(502, 503);
            assertThat(scene.get("/v1/things/1?expand=all").status()).isIn(502, 503);
        }
    }

    @Test
    void waiting_writes_of_the_lane_are_counted() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m, lane: 'header:Thing'", 1)) {
            scene.provider.answer(ok("before"));
            scene.get("/v1/things", "Thing", "7");
            scene.provider.close();
            scene.send(0, "alpha", "POST", "/v1/things/7/act").join();
            scene.send(0, "alpha", "POST", "/v1/things/7/act").join();

            Told stale = scene.get("/v1/things", "Thing", "7");

            assertThat(stale.verdict()).isEqualTo("200 answer stale");
            assertThat(stale.header("Breakwater-Pending-Writes")).isEqualTo("2");
        }
    }

    /** A near hit does not wait for the store to tell: what it told a moment ago counts. */
    @Test
    void waiting_writes_are_told_of_with_fresh_answers_too() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 10m, lane: 'header:Thing'", 1)) {
            scene.provider.answer((sent, socket) ->
                    RawProvider.write(socket, sent.line().startsWith("GET") ? ok("before") : answer(429, "later")));
            scene.get("/v1/things", "Thing", "7");
            scene.send(0, "alpha", "POST", "/v1/things/7/act").join();

            await().atMost(PATIENCE).untilAsserted(() -> {
                Told fresh = scene.get("/v1/things", "Thing", "7");
                assertThat(fresh.verdict()).isEqualTo("200 answer fresh");
                assertThat(fresh.header("Breakwater-Pending-Writes")).isEqualTo("1");
            });
            assertThat(scene.get("/v1/things", "Thing", "8").header("Breakwater-Pending-Writes"))
                    .isEmpty();
        }
    }

    @Test
    void a_large_answer_is_passed_on_to_each_and_not_kept() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            String large = "x".repeat(400_000);
            scene.provider.answer(ok(large));
            List<CompletableFuture<Told>> all = IntStream.range(0, 5)
                    .mapToObj(i -> scene.send(0, "alpha", "GET", "/v1/things/1"))
                    .toList();

            assertThat(all).allMatch(told -> told.join().answer().body().equals(large));
            assertThat(scene.provider.requests()).hasSize(5);
        }
    }

    @Test
    void without_a_cache_nothing_is_marked_and_nothing_kept() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good", "Cache-Control: max-age=60"));
            Told told = scene.get("/v1/open");
            assertThat(told.header("Cache-Status") + told.header("Age")).isEmpty();
            scene.get("/v1/open");
            assertThat(scene.provider.requests()).hasSize(2);
        }
    }

    private static void hold(CountDownLatch until) throws IOException {
        try {
            if (!until.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the test did not go on");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
