package dev.breakwater.fault;

import static dev.breakwater.fault.CacheScene.answer;
import static dev.breakwater.fault.CacheScene.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.RawProvider;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What RFC 9111 asks of a cache, seen from both of its sides; docs/caching.md has the whole table. */
class CacheRulesTest {

    @Test
    void cache_directives_pass_through_both_ways() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good", "Cache-Control: max-age=60, unheard-of=1"));
            Told told = scene.get("/v1/things/1", "Cache-Control", "no-cache, unheard-of=2");
            assertThat(scene.provider.only().all("Cache-Control")).containsExactly("no-cache, unheard-of=2");
            assertThat(told.header("Cache-Control")).isEqualTo("max-age=60, unheard-of=1");
            assertThat(scene.get("/v1/things/1").header("Cache-Control")).isEqualTo("max-age=60, unheard-of=1");
        }
    }

    @Test
    void must_revalidate_is_an_error_when_the_provider_is_gone() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m")) {
            scene.provider.answer(ok("good", "Cache-Control: max-age=0, must-revalidate"));
            scene.get("/v1/things/1");
            scene.provider.close();
            assertThat(scene.get("/v1/things/1").verdict()).matches("50[23] provider-.*");
        }
    }

    @Test
    void no_cache_of_the_provider_is_asked_for_each_time() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m")) {
            scene.provider.answer((sent, socket) -> RawProvider.write(
                    socket,
                    sent.all("If-None-Match").isEmpty()
                            ? ok("good", "Cache-Control: no-cache", "ETag: \"v1\"")
                            : answer(304, "", "Cache-Control: no-cache", "ETag: \"v1\"")));
            scene.get("/v1/things/1");
            Told again = scene.get("/v1/things/1");
            assertThat(again.answer().body()).isEqualTo("good");
            assertThat(again.header("Cache-Status")).contains("fwd=stale; fwd-status=304");
            assertThat(scene.provider.requests()).hasSize(2);
            scene.provider.close();
            assertThat(scene.get("/v1/things/1").status()).isIn(502, 503);
        }
    }

    @Test
    void no_cache_of_the_client_is_asked_for() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m, stale-if-error: 10m")) {
            scene.provider.answer(ok("one"));
            scene.get("/v1/things/1");
            scene.provider.answer(ok("two"));
            Told told = scene.get("/v1/things/1", "Cache-Control", "no-cache");
            assertThat(told.answer().body()).isEqualTo("two");
            assertThat(told.header("Cache-Status")).isEqualTo("Breakwater; fwd=request; stored");
            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("two");
            scene.provider.close();
            assertThat(scene.get("/v1/things/1", "Cache-Control", "no-cache").status())
                    .isIn(502, 503);
        }
    }

    @Test
    void a_full_answer_replaces_the_kept_one() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m")) {
            scene.provider.answer(ok("old", "ETag: \"v1\"", "X-Old: 1"));
            scene.get("/v1/things/1");
            scene.provider.answer(ok("new", "ETag: \"v2\""));
            assertThat(scene.get("/v1/things/1").answer().body()).isEqualTo("new");
            scene.provider.close();
            Told stale = scene.get("/v1/things/1");
            assertThat(stale.answer().body()).isEqualTo("new");
            assertThat(stale.header("X-Old")).isEmpty();
        }
    }

    /** What is no longer there must not come back from memory. */
    @Test
    void a_later_answer_that_must_not_be_kept_drops_the_kept_one() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m", 1)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(404, "gone", "Cache-Control: no-store"));
            assertThat(scene.get("/v1/things/1").status()).isEqualTo(404);
            scene.provider.close();
            assertThat(scene.get("/v1/things/1").status()).isIn(502, 503);
        }
    }

    @Test
    void an_error_that_says_nothing_of_what_is_there_changes_nothing() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m")) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            scene.provider.answer(answer(401, "who are you?"));
            assertThat(scene.get("/v1/things/1").status()).isEqualTo(401);
            scene.provider.close();
            assertThat(scene.get("/v1/things/1").verdict()).isEqualTo("200 answer stale");
        }
    }

    @Test
    void an_answer_without_a_date_gets_one() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            assertThat(scene.get("/v1/things/1").header("Date")).endsWith(" GMT");
        }
    }

    @Test
    void an_age_from_behind_us_counts_and_is_replaced() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m")) {
            scene.provider.answer(ok("good", "Cache-Control: max-age=1000", "Age: 300"));
            scene.get("/v1/things/1");
            Told hit = scene.get("/v1/things/1");
            assertThat(hit.answer().headers().allValues("Age")).hasSize(1);
            assertThat(Integer.parseInt(hit.header("Age"))).isBetween(300, 330);
            assertThat(hit.header("Cache-Status")).matches("Breakwater; hit; ttl=6\\d\\d");
            scene.provider.answer(ok("old already", "Cache-Control: max-age=10", "Age: 300"));
            scene.get("/v1/things/2");
            assertThat(scene.get("/v1/things/2").outcome()).isEqualTo("answered");
        }
    }

    @Test
    void caches_behind_us_have_said_theirs_first() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good", "Cache-Status: Behind; hit"));
            assertThat(scene.get("/v1/things/1").answer().headers().allValues("Cache-Status"))
                    .containsExactly("Behind; hit", "Breakwater; fwd=uri-miss; stored");
        }
    }

    @Test
    void writes_go_through_and_are_never_kept() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("done", "Cache-Control: max-age=60"));
            scene.send(0, "alpha", "POST", "/v1/things/1").join();
            scene.send(0, "alpha", "POST", "/v1/things/1").join();
            assertThat(scene.provider.requests()).hasSize(2);
            assertThat(scene.get("/v1/things/1").outcome()).isEqualTo("answered");
        }
    }

    @Test
    void a_request_with_no_store_leaves_nothing_behind() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good"));
            assertThat(scene.get("/v1/things/1", "Cache-Control", "no-store").header("Cache-Status"))
                    .isEqualTo("Breakwater; fwd=uri-miss");
            assertThat(scene.get("/v1/things/1").outcome()).isEqualTo("answered");
        }
    }

    @Test
    void headers_of_one_connection_are_not_kept() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(
                    ok("good", "Connection: X-Hop", "X-Hop: 1", "Keep-Alive: timeout=5", "X-Unheard-Of: kept"));
            scene.get("/v1/things/1");
            Told hit = scene.get("/v1/things/1");
            assertThat(hit.outcome()).isEqualTo("fresh");
            assertThat(hit.header("X-Hop") + hit.header("Keep-Alive")).isEmpty();
            assertThat(hit.header("X-Unheard-Of")).isEqualTo("kept");
        }
    }

    @Test
    void only_if_cached_never_asks() throws IOException {
        try (CacheScene scene = new CacheScene("fresh: 1m")) {
            scene.provider.answer(ok("good"));
            assertThat(scene.get("/v1/things/1", "Cache-Control", "only-if-cached")
                            .verdict())
                    .isEqualTo("504 not-cached refused");
            assertThat(scene.provider.requests()).isEmpty();
            scene.get("/v1/things/1");
            assertThat(scene.get("/v1/things/1", "Cache-Control", "only-if-cached")
                            .verdict())
                    .isEqualTo("200 answer fresh");
        }
    }

    @Test
    void a_client_that_goes_away_takes_nothing_from_the_others() throws Exception {
        try (CacheScene scene = new CacheScene("fresh: 1m");
                Caller leaving = new Caller(scene.edges.get(0).port())) {
            CountDownLatch held = new CountDownLatch(1);
            scene.provider.answer((sent, socket) -> {
                try {
                    held.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                RawProvider.write(socket, ok("good"));
            });
            var staying = scene.send(0, "alpha", "GET", "/v1/things/1");
            await().until(() -> scene.provider.requests().size() == 1);
            leaving.send("GET /psp/v1/things/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key-of-alpha\r\n\r\n");
            leaving.close();
            held.countDown();
            assertThat(staying.join().answer().body()).isEqualTo("good");
            assertThat(scene.provider.requests()).hasSize(1);
        }
    }
}
