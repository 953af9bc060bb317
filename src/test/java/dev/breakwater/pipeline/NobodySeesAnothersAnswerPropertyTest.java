package dev.breakwater.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Client;
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
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever is asked in whatever order, on two event loops, at the same time or one after the other, of a provider that
 * says whatever it likes about caching and fails now and then: nobody is shown an answer that is not for it.
 */
class NobodySeesAnothersAnswerPropertyTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int WAIT_SECONDS = 30;
    private static final Map<String, String> TENANTS = Map.of("left", "both", "right", "both");
    private static final String PUBLIC = "public";

    /** What a provider says with its answers. */
    private static final List<String> SAYINGS = List.of(
            "",
            "max-age=60",
            "private, max-age=60",
            PUBLIC,
            "no-store",
            "no-cache",
            "s-maxage=60",
            "max-age=0, must-revalidate");

    /** One read, or a write, or some time that passes. */
    private record Step(
            String client,
            String account,
            String language,
            String target,
            String wish,
            int saying,
            boolean varies,
            String fate,
            boolean atOnce,
            int secondsPass) {}

    @AfterContainer
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Property(tries = 300)
    void nobody_sees_anothers_answer(@ForAll("stories") List<Step> story) throws Exception {
        Stage stage = new Stage();
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        for (int i = 0; i < story.size(); i++) {
            Step step = story.get(i);
            underWay.add(stage.play(step, i % 2));
            if (!step.atOnce()) {
                settle(underWay);
            }
            stage.pass(step.secondsPass());
        }
        settle(underWay);
    }

    private static void settle(List<CompletableFuture<Void>> underWay) throws Exception {
        for (CompletableFuture<Void> one : underWay) {
            one.get(WAIT_SECONDS, TimeUnit.SECONDS);
        }
        underWay.clear();
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        Arbitrary<Step> head = Combinators.combine(
                        Arbitraries.of("alpha", "beta", "left", "right"),
                        Arbitraries.of("", "1", "2"),
                        Arbitraries.of("", "de", "fr"),
                        Arbitraries.of("/p/x", "/p/x?q", "/p/y"),
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.just("")),
                                Tuple.of(
                                        3,
                                        Arbitraries.of(
                                                "no-cache", "no-store", "max-stale", "max-age=5", "only-if-cached"))),
                        Arbitraries.integers().between(0, SAYINGS.size() - 1),
                        Arbitraries.of(true, false),
                        Arbitraries.of("well", "well", "well", "500", "cut", "not-reached", "write"))
                .as((client, account, language, target, wish, saying, varies, fate) ->
                        new Step(client, account, language, target, wish, saying, varies, fate, false, 0));
        return Combinators.combine(head, Arbitraries.of(true, false), Arbitraries.of(0, 0, 0, 2, 100))
                .as((step, atOnce, seconds) -> new Step(
                        step.client(),
                        step.account(),
                        step.language(),
                        step.target(),
                        step.wish(),
                        step.saying(),
                        step.varies(),
                        step.fate(),
                        atOnce,
                        seconds))
                .list()
                .ofMinSize(2)
                .ofMaxSize(30);
    }

    /** One replica with two event loops. */
    private static final class Stage {

        private final AtomicLong shiftSeconds = new AtomicLong();
        private final Ticker ticker = new Ticker() {
            @Override
            public long nanos() {
                return Ticker.system().nanos() + shiftSeconds.get() * 1_000_000_000;
            }

            @Override
            public Instant now() {
                return Ticker.system().now().plusSeconds(shiftSeconds.get());
            }
        };
        private final RouteTable table = RoutesFromYaml.read("""
                p:
                  base-url: https://p.example
                  contract: none
                  deadline: 20s
                  retry: { attempts: 1 }
                  routes:
                    - { name: r, match: 'GET /{id}', cache: { fresh: 60s, stale-if-error: 1h, stale-while-revalidate: 5s } }
                """);
        private final ProviderRoutes routes = table.provider("p");
        private final Provider provider = new Provider(routes, ticker);
        private final WriteInvalidation invalidation;
        private final List<Context> contexts = new ArrayList<>();
        private final List<CompletableFuture<LookUp>> lookUps = new ArrayList<>();

        Stage() {
            CacheSettings settings = new CacheSettings(1 << 20, false, 1 << 20, 1 << 16, Duration.ofDays(1));
            AnswerCache answers = AnswerCache.near(settings, ticker);
            shiftSeconds.addAndGet(1);
            invalidation = new WriteInvalidation(answers, table);
            CachedReads reads = new CachedReads(answers, invalidation, ticker);
            Means means = new Means(VERTX, ticker, () -> 0, () -> "t", Levers.NONE);
            for (int i = 0; i < 2; i++) {
                Context context = ((VertxInternal) VERTX).createEventLoopContext();
                CompletableFuture<LookUp> made = new CompletableFuture<>();
                context.runOnContext(now -> made.complete(new LookUp(
                        reads, new Call(means, new Record(List.of(), ticker)), means, new Recovery(), null)));
                contexts.add(context);
                lookUps.add(made);
            }
        }

        void pass(int seconds) {
            shiftSeconds.addAndGet(seconds);
        }

        CompletableFuture<Void> play(Step step, int loop) throws Exception {
            LookUp lookUp = lookUps.get(loop).get(WAIT_SECONDS, TimeUnit.SECONDS);
            CompletableFuture<Void> played = new CompletableFuture<>();
            contexts.get(loop).runOnContext(now -> {
                Exchange exchange = exchange(step);
                Route route = routes.match("GET", exchange.target());
                if (step.fate().equals("write")) {
                    invalidation.executed(route, provider.settings(), exchange, null);
                    played.complete(null);
                    return;
                }
                Passage passage = new Passage(
                        exchange,
                        route,
                        provider,
                        asked -> answer(step, asked),
                        new ResendRule(route, provider.settings().contract()));
                lookUp.run(passage, route.policy().cache()).onComplete(done -> {
                    try {
                        assertThat(done.cause()).isNull();
                        check(step, done.result());
                        played.complete(null);
                    } catch (AssertionError wrong) {
                        played.completeExceptionally(wrong);
                    }
                });
            });
            return played;
        }

        private Exchange exchange(Step step) {
            MultiMap headers = HttpHeaders.headers();
            put(headers, "X-Account", step.account());
            put(headers, "Accept-Language", step.language());
            put(headers, "Cache-Control", step.wish());
            Exchange exchange = new Exchange("GET", Target.of(step.target(), ""), headers, ticker.nanos());
            exchange.authenticated(new Named(step.client(), TENANTS.get(step.client())));
            exchange.shorten(Duration.ofSeconds(10));
            return exchange;
        }

        /** The provider: its body says for whom it is. */
        private Future<Outcome> answer(Step step, Exchange asked) {
            asked.attempted();
            Promise<Outcome> answered = Promise.promise();
            VERTX.setTimer(1, id -> answered.complete(outcome(step, asked)));
            return answered.future();
        }

        private Outcome outcome(Step step, Exchange asked) {
            switch (step.fate()) {
                case "500":
                    return new Outcome.Unknown(
                            Doubt.AMBIGUOUS_STATUS, "500", whole(500, HttpHeaders.headers(), "broken"));
                case "cut":
                    return new Outcome.Unknown(Doubt.CUT, "cut", null);
                case "not-reached":
                    return new Outcome.NotReached("gone");
                default:
                    return new Outcome.Answered(good(step, asked));
            }
        }

        private static Answer good(Step step, Exchange asked) {
            String saying = SAYINGS.get(step.saying());
            String language = String.valueOf(asked.headers().get("Accept-Language"));
            String body = String.join(
                    "|",
                    asked.clientName(),
                    String.valueOf(asked.headers().get("X-Account")),
                    step.varies() ? language : "any",
                    asked.target().pathAndQuery(),
                    saying);
            MultiMap headers = HttpHeaders.headers().set("ETag", '"' + Integer.toHexString(body.hashCode()) + '"');
            put(headers, "Cache-Control", saying);
            if (step.varies()) {
                headers.set("Vary", "Accept-Language");
            }
            boolean known = headers.get("ETag").equals(asked.headers().get("If-None-Match"));
            return known ? whole(304, headers, "") : whole(200, headers, body);
        }

        private static Answer whole(int status, MultiMap headers, String body) {
            return new Answer(status, "", headers, Buffer.buffer(body), null);
        }

        private static void put(MultiMap headers, String name, String value) {
            if (!value.isEmpty()) {
                headers.set(name, value);
            }
        }

        private static void check(Step step, Ending ending) {
            Answer answer = ending.answer();
            if (answer == null || answer.status() != 200) {
                return;
            }
            String[] of = answer.body().toString().split("\\|", -1);
            String tenant = TENANTS.get(step.client());
            boolean own = of[0].equals(step.client());
            boolean sharedByTenant = tenant != null && tenant.equals(TENANTS.get(of[0]));
            assertThat(own || sharedByTenant)
                    .as("%s was shown %s", step, answer.body())
                    .isTrue();
            if (!own) {
                assertThat(of[4])
                        .as("%s was shown %s", step, answer.body())
                        .isIn(PUBLIC, "s-maxage=60", "max-age=0, must-revalidate");
            }
            assertThat(of[1]).isEqualTo(step.account().isEmpty() ? "null" : step.account());
            assertThat(of[2]).isIn("any", step.language().isEmpty() ? "null" : step.language());
            assertThat("/p" + of[3]).isEqualTo(step.target());
        }
    }

    private record Named(String name, String tenant) implements Client {
        @Override
        public boolean mayUse(String provider) {
            return true;
        }

        @Override
        public long takeQuota() {
            return 0;
        }
    }
}
