package dev.breakwater.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.mode.Levers;
import dev.breakwater.pipeline.Sending.Arrival;
import dev.breakwater.pipeline.Sending.Deed;
import dev.breakwater.pipeline.Sending.Fate;
import dev.breakwater.pipeline.Sending.KeptBack;
import dev.breakwater.pipeline.Sending.Lost;
import dev.breakwater.pipeline.Sending.NeverLeft;
import dev.breakwater.pipeline.Sending.Through;
import dev.breakwater.pipeline.Sending.TurnedAway;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.Contract.Remembers;
import dev.breakwater.route.Contract.Statuses;
import dev.breakwater.route.Kind;
import dev.breakwater.route.Policy;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTableReader;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.ResendRule;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever becomes of its attempts, and whatever its provider promises: a write never moves money twice by our doing,
 * and what the client is told is never better than what is known. A failing property prints its seed;
 * {@code @Property(seed = "...")} runs it again.
 */
class NeverTwicePropertyTest {

    private static final int TRIES = 10_000;
    private static final int ATTEMPTS_MAX = 4;

    /** Every doubt that leaves no answer; the common ones more often. */
    private static final List<Doubt> DOUBTS = List.of(
            Doubt.TIMEOUT, Doubt.TIMEOUT, Doubt.CUT, Doubt.CUT, Doubt.INVALID_ANSWER, Doubt.ABANDONED, Doubt.INTERNAL);

    private static final Vertx NO_WAITING = timersFireAtOnce();
    private static final ProviderRoutes ROUTES = routes();
    private static final Route ANY_WRITE = ROUTES.all().stream()
            .filter(route -> route.kind() == Kind.WRITE)
            .findFirst()
            .orElseThrow();

    /**
     * One write: what the provider promises, what the client sends, what becomes of each attempt, and what the provider
     * would make of the client's sending it again.
     */
    record Story(Contract contract, String method, boolean keyed, int attempts, List<Sending> sendings, Deed again) {}

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void a_write_never_moves_money_twice(@ForAll("stories") Story story) throws Exception {
        Told told = tell(story);

        assertThat(told.provider().effects()).isLessThanOrEqualTo(1);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void what_is_told_is_never_better_than_what_is_known(@ForAll("stories") Story story) throws Exception {
        Told told = tell(story);
        int effects = told.provider().effects();

        switch (told.ending().outcome()) {
            case "refused":
            case "not-reached":
                assertThat(effects).isZero();
                break;
            case "answered":
                boolean success = told.ending().answer().status() < 300;
                assertThat(effects).isEqualTo(success ? 1 : 0);
                break;
            default:
                assertThat(told.ending().outcome()).isEqualTo("unknown");
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void a_client_that_is_told_to_send_it_again_moves_no_money_twice(@ForAll("stories") Story story) throws Exception {
        Told told = tell(story);
        Problem problem = told.ending().problem();

        if (problem != null && problem.retryable()) {
            told.provider().again(told.exchange(), story.again());
            assertThat(told.provider().effects()).isLessThanOrEqualTo(1);
        }
    }

    /** How a story ended. */
    private record Told(Ending ending, ModelProvider provider, Exchange exchange) {}

    /** Stages 5 and 6, as the pipeline has them, and then whatever was still on its way to the provider. */
    private static Told tell(Story story) throws Exception {
        Exchange exchange = new Exchange(
                story.method(),
                Target.of("/model/pay", ""),
                HttpHeaders.headers(),
                Ticker.system().nanos());
        if (story.keyed()) {
            exchange.keyed(new IdempotencyKey("order-7"));
        }
        Route route = route(story);
        ResendRule rule = new ResendRule(route, story.contract());
        KeyRule key = story.contract().key();
        boolean forgetful =
                key != null && key.rememberedFor().compareTo(route.policy().deadline()) <= 0;
        ModelProvider provider = new ModelProvider(story.contract(), forgetful, story.sendings());
        Passage passage = new Passage(exchange, route, new Provider(ROUTES, Ticker.system()), provider, rule);

        Outcome outcome = new Call(
                        new Means(NO_WAITING, Ticker.system(), () -> 0, () -> "t", Levers.NONE),
                        new Record(List.of(), Ticker.system()))
                .run(passage)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        Ending ending = new Recovery().recover(outcome, route.kind(), rule.isRecognised(exchange));
        provider.end();
        return new Told(ending, provider, exchange);
    }

    private static Route route(Story story) {
        Policy usual = ANY_WRITE.policy();
        Policy policy = new Policy(
                usual.attemptTimeout(),
                usual.deadline(),
                0,
                null,
                new RetryPolicy(story.attempts(), Duration.ofMillis(1), Duration.ofMillis(1)),
                usual.limits(),
                usual.writes(),
                null);
        return new Route(ANY_WRITE.scope(), story.method(), ANY_WRITE.path(), Kind.WRITE, policy);
    }

    @Provide
    Arbitrary<Story> stories() {
        return Combinators.combine(
                        contracts(),
                        Arbitraries.of("POST", "POST", "POST", "PUT", "DELETE"),
                        Arbitraries.of(true, true, false),
                        Arbitraries.integers().between(1, ATTEMPTS_MAX),
                        sendings().list().ofSize(ATTEMPTS_MAX),
                        deeds())
                .as(Story::new);
    }

    private static Arbitrary<Contract> contracts() {
        Arbitrary<Statuses> statuses = Combinators.combine(
                        Arbitraries.of(Set.<Integer>of(), Set.of(429), Set.of(429, 503)),
                        Arbitraries.of(Set.<Integer>of(), Set.of(409)),
                        Arbitraries.of(Set.<Integer>of(), Set.of(404), Set.of(500, 502, 503)),
                        Arbitraries.of(Set.of(401, 403), Set.of(400, 401, 403), Set.of(401, 403, 422)))
                .as((didNothing, inProgress, ambiguous, inconclusive) ->
                        new Statuses(didNothing, inProgress, ambiguous, inconclusive));
        Arbitrary<KeyRule> rules = Combinators.combine(
                        Arbitraries.of(Set.of("POST"), Set.of("POST", "PUT", "DELETE"), Set.<String>of()),
                        Arbitraries.of(
                                Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofSeconds(1)),
                        Arbitraries.of(Remembers.class))
                .as((methods, rememberedFor, remembers) ->
                        new KeyRule("Idempotency-Key", 255, methods, rememberedFor, remembers));
        return Combinators.combine(rules.injectNull(0.1), statuses)
                .as((rule, meaning) -> new Contract("model", rule, meaning));
    }

    private static Arbitrary<Sending> sendings() {
        Arbitrary<Fate> lost = Combinators.combine(Arbitraries.of(DOUBTS), Arbitraries.of(Arrival.class))
                .as(Lost::new);
        Arbitrary<Fate> keptBack = Arbitraries.of(Refusal.BREAKER_OPEN, Refusal.BULKHEAD_FULL, Refusal.DEADLINE_PASSED)
                .map(KeptBack::new);
        Arbitrary<Fate> fates = Arbitraries.frequencyOf(
                Tuple.of(3, lost),
                Tuple.of(3, Arbitraries.just(new Through())),
                Tuple.of(1, keptBack),
                Tuple.of(1, Arbitraries.just(new NeverLeft())),
                Tuple.of(1, Arbitraries.just(new TurnedAway())));
        return Combinators.combine(fates, deeds()).as(Sending::new);
    }

    private static Arbitrary<Deed> deeds() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(200, 201, 400, 401, 402, 403, 404, 422, 500, 502, 503))
                .as(Deed::new);
    }

    /** The routes of a provider whose budget lets every retry through. */
    private static ProviderRoutes routes() {
        Faults faults = new Faults();
        String model = "model: { base-url: 'http://127.0.0.1:1', contract: none, retry: { budget: 100% } }";
        ProviderRoutes routes = new RouteTableReader(faults)
                .read(Edge.config("", model).getConfigMapping(ProvidersConfig.class))
                .provider("model");
        assertThat(faults.all()).isEmpty();
        return routes;
    }

    /** Of all that Vert.x does, a call needs timers: these go off when they are set, so that no try has to wait. */
    private static Vertx timersFireAtOnce() {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("setTimer")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    @SuppressWarnings("unchecked")
                    Handler<Long> handler = (Handler<Long>) arguments[1];
                    handler.handle(0L);
                    return 0L;
                });
    }
}
