package dev.breakwater.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.mode.Levers;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTable;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.ResendRule;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those who ask for the same while nobody knows yet what the provider says. */
class LookUpTest {

    private static final int CROWD = 50;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Ticker ticker = Ticker.system();
    private final RouteTable table = RoutesFromYaml.read("""
            p:
              base-url: https://p.example
              contract: none
              retry: { attempts: 3, backoff: 1ms, budget: 100% }
              routes: [{ name: r, match: 'GET /{id}', cache: { fresh: 60s } }]
            """);
    private final ProviderRoutes routes = table.provider("p");
    private final Provider provider = new Provider(routes, ticker);
    private final AnswerCache answers =
            AnswerCache.near(new CacheSettings(1 << 20, false, 1 << 20, 1 << 16, Duration.ofDays(1)), ticker);
    private final List<Promise<Outcome>> calls = new CopyOnWriteArrayList<>();
    private final List<Exchange> asked = new CopyOnWriteArrayList<>();
    private final LookUp lookUp = onLoop(() -> new LookUp(
            new CachedReads(answers, new WriteInvalidation(answers, table), ticker),
            new Call(new Means(vertx, ticker, () -> 0, () -> "t", Levers.NONE), new Record(List.of(), ticker)),
            new Means(vertx, ticker, () -> 0, () -> "t", Levers.NONE),
            new Recovery(),
            null));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The retries are those of one call, not of each who waits for it. */
    @Test
    void one_failure_is_one_for_all_who_wait() {
        List<Exchange> crowd = crowd();
        List<CompletableFuture<Ending>> endings = crowd.stream().map(this::read).toList();
        for (int attempt = 1; attempt <= 3; attempt++) {
            int made = attempt;
            await().until(() -> calls.size() == made);
            end(made - 1, new Outcome.Unknown(Doubt.CUT, "cut", null));
        }

        for (CompletableFuture<Ending> ending : endings) {
            assertThat(ending.join().problem().type().status()).isEqualTo(502);
            assertThat(ending.join().problem().headers().get("Cache-Status")).startsWith("Breakwater; fwd=uri-miss");
        }
        assertThat(calls).hasSize(3);
        assertThat(crowd).allMatch(exchange -> exchange.attempts() == 3);
    }

    /** The error's body goes to each as a copy: nobody can change another's. */
    @Test
    void an_error_with_a_body_is_copied() {
        List<CompletableFuture<Ending>> endings =
                crowd().stream().map(this::read).toList();
        for (int attempt = 1; attempt <= 3; attempt++) {
            int made = attempt;
            await().until(() -> calls.size() == made);
            end(made - 1, new Outcome.Unknown(Doubt.AMBIGUOUS_STATUS, "500", answer(500, "broken", "")));
        }
        Answer first = endings.get(0).join().answer();
        first.headers().set("X-Own", "mine");
        assertThat(endings)
                .allMatch(ending -> ending.join().answer().body().toString().equals("broken"));
        assertThat(endings.get(1).join().answer().headers().contains("X-Own")).isFalse();
    }

    @Test
    void what_must_not_be_kept_each_asks_for_itself() {
        List<CompletableFuture<Ending>> endings =
                crowd().stream().map(this::read).toList();
        await().until(() -> calls.size() == 1);
        end(0, new Outcome.Answered(answer(200, "number 0", "no-store")));
        await().until(() -> calls.size() == CROWD);
        for (int i = 1; i < CROWD; i++) {
            end(i, new Outcome.Answered(answer(200, "number " + i, "no-store")));
        }
        assertThat(endings.stream()
                        .map(ending -> ending.join().answer().body().toString())
                        .distinct())
                .hasSize(CROWD);
    }

    /** A call is for those who wait for it, not for the one who began it. */
    @Test
    void when_all_have_gone_the_call_is_given_up_and_not_before() {
        List<Exchange> crowd = crowd();
        List<CompletableFuture<Ending>> endings = crowd.stream().map(this::read).toList();
        await().until(() -> calls.size() == 1);
        crowd.subList(0, CROWD - 1).forEach(this::goes);
        endings.subList(0, CROWD - 1).forEach(CompletableFuture::join);
        assertThat(asked.get(0).clientGone()).isFalse();
        goes(crowd.get(CROWD - 1));
        await().until(() -> asked.get(0).clientGone());
        end(0, new Outcome.Unknown(Doubt.ABANDONED, "the client went away", null));
        assertThat(calls).hasSize(1);
    }

    private List<Exchange> crowd() {
        List<Exchange> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(new Exchange("GET", Target.of("/p/x", ""), HttpHeaders.headers(), ticker.nanos()));
        }
        return crowd;
    }

    private CompletableFuture<Ending> read(Exchange exchange) {
        Route route = routes.match("GET", exchange.target());
        Passage passage = new Passage(
                exchange,
                route,
                provider,
                this::call,
                new ResendRule(route, provider.settings().contract()));
        CompletableFuture<Ending> ended = new CompletableFuture<>();
        loop.runOnContext(now -> lookUp.run(passage, route.policy().cache()).onSuccess(ended::complete));
        return ended;
    }

    private Future<Outcome> call(Exchange exchange) {
        exchange.attempted();
        Promise<Outcome> outcome = Promise.promise();
        asked.add(exchange);
        calls.add(outcome);
        return outcome.future();
    }

    private void end(int call, Outcome outcome) {
        loop.runOnContext(now -> calls.get(call).complete(outcome));
    }

    private void goes(Exchange exchange) {
        loop.runOnContext(now -> exchange.clientWent());
    }

    private static Answer answer(int status, String body, String control) {
        return new Answer(status, "", HttpHeaders.headers().set("Cache-Control", control), Buffer.buffer(body), null);
    }

    private LookUp onLoop(Supplier<LookUp> making) {
        AtomicReference<LookUp> made = new AtomicReference<>();
        loop.runOnContext(now -> made.set(making.get()));
        await().until(() -> made.get() != null);
        return made.get();
    }
}
