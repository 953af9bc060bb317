package dev.breakwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.delivery.SettlementRule.Verdict;
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
import dev.breakwater.upstream.ResendRule;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a queued write after an attempt, as a table. */
class SettlementRuleTest {

    /** {@code doubt}: the same answer while an earlier attempt of the write may have been executed. */
    @ParameterizedTest
    @CsvSource({
        // contract, status, first,              doubt
        "stripe,     200,    DELIVER,            DELIVER",
        "stripe,     302,    DELIVER,            DELIVER", // remembered like any first answer
        "stripe,     402,    DELIVER,            DELIVER", // declined is an answer, and is remembered
        "stripe,     404,    DELIVER,            DELIVER",
        "stripe,     400,    DELIVER,            PARK", // a fault of the form is not kept under the key
        "stripe,     401,    CREDENTIAL_REFUSED, CREDENTIAL_REFUSED",
        "stripe,     403,    CREDENTIAL_REFUSED, CREDENTIAL_REFUSED",
        "stripe-v2,  200,    DELIVER,            DELIVER",
        "stripe-v2,  402,    DELIVER,            PARK", // only success is remembered: the earlier one may succeed yet
        "adyen,      200,    DELIVER,            DELIVER",
        "none,       201,    DELIVER,            DELIVER",
        "none,       422,    DELIVER,            PARK",
        "none,       403,    CREDENTIAL_REFUSED, CREDENTIAL_REFUSED"
    })
    void after_an_answer(String contract, int status, Verdict first, Verdict doubt) {
        assertThat(verdict(contract, true, new Answered(answer(status)), false)).isEqualTo(first);
        assertThat(verdict(contract, true, new Answered(answer(status)), true)).isEqualTo(doubt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe", "stripe-v2", "adyen", "checkout", "paypal", "none"})
    void what_surely_did_nothing_waits_whatever_the_contract(String contract) {
        for (boolean inDoubt : new boolean[] {false, true}) {
            assertThat(verdict(contract, true, refused(Refusal.BY_PROVIDER), inDoubt))
                    .isEqualTo(Verdict.AFTER_A_REST);
            assertThat(verdict(contract, true, new NotReached("no such host"), inDoubt))
                    .isEqualTo(Verdict.AGAIN);
            for (Refusal ours : Refusal.values()) {
                if (ours != Refusal.BY_PROVIDER) {
                    assertThat(verdict(contract, true, refused(ours), inDoubt)).isEqualTo(Verdict.HAND_BACK);
                }
            }
        }
    }

    /** {@code incomplete}: no whole answer came; {@code repeated}: a 500 after which there is no more patience. */
    @ParameterizedTest
    @CsvSource({
        // contract, key,   incomplete,     500,            repeated,       409
        "stripe,     true,  AGAIN_IN_DOUBT, AGAIN_IN_DOUBT, PARK,           AGAIN_IN_DOUBT",
        "stripe-v2,  true,  AGAIN_IN_DOUBT, AGAIN_IN_DOUBT, AGAIN_IN_DOUBT, AGAIN_IN_DOUBT",
        "adyen,      true,  AGAIN_IN_DOUBT, AGAIN_IN_DOUBT, PARK,           AGAIN_IN_DOUBT",
        "stripe,     false, PARK,           PARK,           PARK,           PARK",
        "checkout,   true,  PARK,           PARK,           PARK,           PARK",
        "paypal,     true,  PARK,           PARK,           PARK,           PARK",
        "none,       true,  PARK,           PARK,           PARK,           PARK"
    })
    void what_may_have_been_done_is_sent_again_only_if_it_is_recognised(
            String contract, boolean keyed, Verdict incomplete, Verdict after500, Verdict repeated, Verdict after409) {
        for (Doubt doubt : new Doubt[] {Doubt.TIMEOUT, Doubt.CUT, Doubt.INVALID_ANSWER}) {
            assertThat(verdict(contract, keyed, new Unknown(doubt, "why", null), false))
                    .isEqualTo(incomplete);
        }
        assertThat(verdict(contract, keyed, ambiguous(500), false)).isEqualTo(after500);
        assertThat(verdict(contract, keyed, ambiguous(500), true)).isEqualTo(after500);
        assertThat(verdict(contract, keyed, ambiguous(500), true, false)).isEqualTo(repeated);
        assertThat(verdict(contract, keyed, ambiguous(409), true, false)).isEqualTo(after409);
    }

    @ParameterizedTest
    @EnumSource(names = {"ABANDONED", "INTERNAL"})
    void after_a_bug_of_ours_it_is_parked(Doubt doubt) {
        assertThat(verdict("stripe", true, new Unknown(doubt, "why", null), false))
                .isEqualTo(Verdict.PARK);
    }

    @ParameterizedTest
    @CsvSource({"stripe,true,true", "stripe,false,false", "checkout,true,false", "none,true,false"})
    void a_write_in_doubt_is_sent_only_if_it_is_recognised(String contract, boolean keyed, boolean sent) {
        assertThat(SettlementRule.maySend(rule(contract), exchange(keyed), true))
                .isEqualTo(sent);
        assertThat(SettlementRule.maySend(rule(contract), exchange(keyed), false))
                .isTrue();
    }

    private static Verdict verdict(String contract, boolean keyed, Outcome outcome, boolean inDoubt) {
        return verdict(contract, keyed, outcome, inDoubt, true);
    }

    private static Verdict verdict(String contract, boolean keyed, Outcome outcome, boolean inDoubt, boolean patient) {
        return SettlementRule.of(rule(contract), exchange(keyed), outcome, inDoubt, patient);
    }

    private static ResendRule rule(String contract) {
        ProviderRoutes routes = RoutesFromYaml.read(
                        "p: { base-url: https://p.example, contract: %s }".formatted(contract.toLowerCase(Locale.ROOT)))
                .provider("p");
        return new ResendRule(
                routes.match("POST", Target.of("/p/v1/x", "")),
                routes.settings().contract());
    }

    private static Exchange exchange(boolean keyed) {
        Exchange exchange = new Exchange("POST", Target.of("/p/v1/x", ""), MultiMap.caseInsensitiveMultiMap(), 0);
        if (keyed) {
            exchange.shownAs(IdempotencyKey.of("order-7"));
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
