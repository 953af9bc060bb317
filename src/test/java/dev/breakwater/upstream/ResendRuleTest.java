package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.RoutesFromYaml;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request goes out again. The columns of the table are what the safety of a payment hangs on. */
class ResendRuleTest {

    /**
     * {@code incomplete}: bytes left and no whole answer came; {@code 500}, {@code 409}: those answers, whole, where
     * the contract calls them undecided.
     */
    @ParameterizedTest
    @CsvSource({
        // contract,  method, key,   incomplete, 500,   409
        "stripe,      POST,   true,  true,       false, true", // would only repeat its 500
        "stripe,      POST,   false, false,      false, false",
        "stripe,      DELETE, true,  false,      false, false", // ignores keys on DELETE
        "stripe,      GET,    false, true,       true,  true",
        "stripe,      GET,    true,  true,       true,  true",
        "stripe-v2,   POST,   true,  true,       true,  true", // failed work is done again
        "stripe-v2,   DELETE, true,  true,       true,  true",
        "stripe-v2,   POST,   false, false,      false, false",
        "stripe-v2,   PUT,    true,  false,      false, false",
        "adyen,       POST,   true,  true,       false, true",
        "adyen,       POST,   false, false,      false, false",
        "adyen,       PATCH,  true,  false,      false, false",
        "checkout,    POST,   true,  false,      false, false", // an effect behind an error would be repeated
        "checkout,    GET,    false, true,       true,  true",
        "paypal,      POST,   true,  false,      false, false",
        "paypal,      HEAD,   false, true,       true,  true",
        "none,        POST,   true,  false,      false, false",
        "none,        PUT,    true,  false,      false, false",
        "none,        OPTIONS,false, true,       true,  true"
    })
    void after_an_unknown_outcome(
            String contract, String method, boolean keyed, boolean incomplete, boolean after500, boolean after409) {
        ProviderRoutes routes = routes(contract, "30s");
        Exchange exchange = exchange(method, keyed);
        ResendRule rule = rule(routes, exchange);
        for (Doubt doubt : new Doubt[] {Doubt.TIMEOUT, Doubt.CUT, Doubt.INVALID_ANSWER}) {
            assertThat(rule.allows(exchange, new Unknown(doubt, "why", null)))
                    .as("%s", doubt)
                    .isEqualTo(incomplete);
        }
        assertThat(rule.allows(exchange, ambiguous(500))).as("500").isEqualTo(after500);
        assertThat(rule.allows(exchange, ambiguous(409))).as("409").isEqualTo(after409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "stripe-v2", "adyen", "checkout", "paypal", "none"})
    void whatever_the_contract(String contract) {
        for (String method : new String[] {"GET", "POST", "PUT", "DELETE"}) {
            for (boolean keyed : new boolean[] {true, false}) {
                Exchange exchange = exchange(method, keyed);
                ResendRule rule = rule(routes(contract, "30s"), exchange);
                assertThat(rule.allows(exchange, new NotReached("no such host")))
                        .isTrue();
                assertThat(rule.allows(exchange, refused(Refusal.BY_PROVIDER))).isTrue();
                assertThat(rule.allows(exchange, refused(Refusal.BREAKER_OPEN))).isFalse();
                assertThat(rule.allows(exchange, refused(Refusal.BULKHEAD_FULL)))
                        .isFalse();
                assertThat(rule.allows(exchange, refused(Refusal.DEADLINE_PASSED)))
                        .isFalse();
                assertThat(rule.allows(exchange, new Answered(answer(402)))).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ABANDONED", "INTERNAL"})
    void never_if_nobody_waits_or_the_fault_is_ours(Doubt doubt) {
        for (String method : new String[] {"GET", "POST"}) {
            Exchange exchange = exchange(method, true);
            ResendRule rule = rule(routes("stripe", "30s"), exchange);
            assertThat(rule.allows(exchange, new Unknown(doubt, "why", null))).isFalse();
        }
    }

    /** What a queued write may do with its long patience: a 500 that Stripe did not store itself is gone next time. */
    @ParameterizedTest
    @CsvSource({
        "stripe,    POST, true,  true",
        "adyen,     POST, true,  true",
        "stripe,    POST, false, false",
        "checkout,  POST, true,  false",
        "none,      POST, true,  false",
        "none,      GET,  false, true"
    })
    void that_it_is_safe_does_not_depend_on_what_it_may_bring(
            String contract, String method, boolean keyed, boolean safe) {
        Exchange exchange = exchange(method, keyed);
        ResendRule rule = rule(routes(contract, "30s"), exchange);
        assertThat(rule.isSafe(exchange, (Unknown) ambiguous(500))).isEqualTo(safe);
        assertThat(rule.isSafe(exchange, new Unknown(Doubt.CUT, "cut", null))).isEqualTo(safe);
        assertThat(rule.isSafe(exchange, new Unknown(Doubt.INTERNAL, "a bug", null)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"59s, true", "60s, false", "61s, false"})
    void only_if_all_attempts_fall_into_the_time_for_which_a_key_is_remembered(
            String deadline, boolean recognised, @TempDir Path dir) throws IOException {
        Path file = dir.resolve("own.yaml");
        Files.writeString(file, """
                name: own
                key: { header: Own-Key, methods: [POST], remembered-for: 60s, remembers: first-answer }
                """);
        Exchange exchange = exchange("POST", true);
        ResendRule rule = rule(routes(file.toString(), deadline), exchange);
        assertThat(rule.isRecognised(exchange)).isEqualTo(recognised);
        assertThat(rule.allows(exchange, new Unknown(Doubt.TIMEOUT, "late", null)))
                .isEqualTo(recognised);
    }

    @Test
    void a_route_that_says_it_reads_may_repeat_its_posts() {
        ProviderRoutes routes = RoutesFromYaml.read("""
                        p:
                          base-url: https://p.example
                          contract: none
                          routes: [{ name: search, match: POST /v1/x, kind: read }]
                        """).provider("p");
        Exchange exchange = exchange("POST", false);
        assertThat(rule(routes, exchange).allows(exchange, new Unknown(Doubt.CUT, "cut", null)))
                .isTrue();
    }

    private static ProviderRoutes routes(String contract, String deadline) {
        return RoutesFromYaml.read(
                        "p: { base-url: https://p.example, contract: %s, deadline: %s }".formatted(contract, deadline))
                .provider("p");
    }

    private static ResendRule rule(ProviderRoutes routes, Exchange exchange) {
        return new ResendRule(
                routes.match(exchange.method(), exchange.target()),
                routes.settings().contract());
    }

    private static Exchange exchange(String method, boolean keyed) {
        Exchange exchange = new Exchange(method, Target.of("/p/v1/x", ""), MultiMap.caseInsensitiveMultiMap(), 0);
        if (keyed) {
            exchange.keyed(IdempotencyKey.of("order-7"));
        }
        return exchange;
    }

    private static Outcome ambiguous(int status) {
        return new Unknown(Doubt.AMBIGUOUS_STATUS, "the provider answered " + status, answer(status));
    }

    private static Outcome refused(Refusal refusal) {
        return new Refused(refusal, Duration.ZERO, null);
    }

    private static Answer answer(int status) {
        return new Answer(status, "", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), null);
    }
}
