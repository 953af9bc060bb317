package dev.breakwater.upstream;

import static dev.breakwater.upstream.OutcomeClassifier.Verdict.ANSWERED;
import static dev.breakwater.upstream.OutcomeClassifier.Verdict.NOT_REACHED;
import static dev.breakwater.upstream.OutcomeClassifier.Verdict.REFUSED;
import static dev.breakwater.upstream.OutcomeClassifier.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.route.Contract;
import dev.breakwater.route.Contract.Statuses;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.upstream.OutcomeClassifier.Verdict;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 5 of the design as a table: every wire phase, every status, every built-in contract. */
class OutcomeClassifierTest {

    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 599;

    static Stream<String> contracts() {
        return RoutesFromYaml.builtIn().stream();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void before_a_byte_has_left_the_provider_was_not_reached(String name) {
        Contract contract = RoutesFromYaml.contract(name);
        everyStatus(status -> assertThat(OutcomeClassifier.classify(WirePhase.CONNECTING, status, contract))
                .isEqualTo(NOT_REACHED));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void after_that_nothing_is_known_until_the_answer_is_complete(String name) {
        Contract contract = RoutesFromYaml.contract(name);
        everyStatus(status -> {
            assertThat(OutcomeClassifier.classify(WirePhase.SENT, status, contract))
                    .isEqualTo(UNKNOWN);
            assertThat(OutcomeClassifier.classify(WirePhase.HEAD_SEEN, status, contract))
                    .isEqualTo(UNKNOWN);
        });
    }

    /** Contract, first and last status, verdict: every final status is in one row. */
    static Stream<Arguments> completeAnswers() {
        return contracts()
                .flatMap(name -> Stream.of(
                        row(name, 100, 199, UNKNOWN), // not final: no answer at all
                        row(name, 200, 399, ANSWERED),
                        row(name, 400, 408, ANSWERED), // 402 declined is an answer
                        row(name, 409, 409, name.equals("none") ? ANSWERED : UNKNOWN), // the same key is under way
                        row(name, 410, 428, ANSWERED),
                        row(name, 429, 429, REFUSED), // the rate limiter stands before any execution
                        row(name, 430, 499, ANSWERED),
                        row(name, 500, 599, UNKNOWN)));
    }

    @ParameterizedTest
    @MethodSource("completeAnswers")
    void a_complete_answer_decides_by_its_status(String name, int first, int last, Verdict verdict) {
        Contract contract = RoutesFromYaml.contract(name);
        for (int status = first; status <= last; status++) {
            assertThat(OutcomeClassifier.classify(WirePhase.COMPLETE, status, contract))
                    .as("%s %d", name, status)
                    .isEqualTo(verdict);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, REFUSED",
        "503, REFUSED",
        "425, UNKNOWN",
        "404, UNKNOWN",
        "500, UNKNOWN",
        "504, UNKNOWN",
        "200, ANSWERED",
        "409, ANSWERED",
        "422, ANSWERED"
    })
    void a_contract_may_call_any_status_what_it_is(int status, Verdict verdict) {
        Contract own = new Contract("own", null, new Statuses(Set.of(429, 503), Set.of(425), Set.of(404)));
        assertThat(OutcomeClassifier.classify(WirePhase.COMPLETE, status, own)).isEqualTo(verdict);
    }

    @Test
    void the_table_knows_all_phases_and_all_built_in_contracts() {
        assertThat(WirePhase.values())
                .containsExactly(WirePhase.CONNECTING, WirePhase.SENT, WirePhase.HEAD_SEEN, WirePhase.COMPLETE);
        assertThat(contracts())
                .containsExactlyInAnyOrder("stripe", "stripe-v2", "adyen", "checkout", "paypal", "none", "sandbox");
    }

    private static Arguments row(String contract, int first, int last, Verdict verdict) {
        return Arguments.of(contract, first, last, verdict);
    }

    private static void everyStatus(IntConsumer check) {
        for (int status = FIRST_STATUS; status <= LAST_STATUS; status++) {
            check.accept(status);
        }
    }
}
