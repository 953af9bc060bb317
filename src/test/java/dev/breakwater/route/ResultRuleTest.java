package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.PaymentResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers say of a payment, by the built-in contracts and by those of one's own. */
class ResultRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stripe   | 200 | {}                                           | APPROVED",
                "stripe   | 302 | ''                                           | APPROVED",
                "stripe   | 402 | {}                                           | DECLINED",
                "stripe   | 400 | {}                                           | ERROR",
                "stripe   | 200 | {\"resultCode\":\"Refused\"}                 | APPROVED",
                "adyen    | 200 | {\"resultCode\":\"Authorised\"}              | APPROVED",
                "adyen    | 200 | {\"a\":{\"resultCode\":\"Refused\"},\"resultCode\":\"Pending\"} | APPROVED",
                "adyen    | 200 | {\"a\":[1,{}],\"resultCode\":\"Refused\"}    | DECLINED",
                "adyen    | 200 | {\"resultCode\":\"Error\"}                   | ERROR",
                "adyen    | 200 | {\"resultCode\":{}}                          | APPROVED",
                "adyen    | 200 | [\"Refused\"]                                | APPROVED",
                "adyen    | 200 | {\"resultCode\":                             | APPROVED",
                "adyen    | 422 | {\"resultCode\":\"Refused\"}                 | ERROR",
                "checkout | 201 | {\"approved\":false}                         | DECLINED",
                "checkout | 201 | {\"approved\":true}                          | APPROVED",
                "checkout | 202 | {\"action_id\":\"act_1\"}                    | APPROVED",
            })
    void built_in_contracts_say_what_declines(String contract, int status, String body, PaymentResult result) {
        assertThat(of(contract, status, body)).isEqualTo(result);
    }

    @Test
    void a_body_that_is_not_here_or_is_large_is_not_looked_at() {
        ResultRule rule = rule("adyen");
        byte[] refused = "{\"resultCode\":\"Refused\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(rule.of(200, -1, () -> refused)).isEqualTo(PaymentResult.APPROVED);
        assertThat(rule.of(200, 65_537, () -> refused)).isEqualTo(PaymentResult.APPROVED);
        assertThat(rule("stripe").of(200, 24, () -> {
                    throw new AssertionError("nobody needs it");
                }))
                .isEqualTo(PaymentResult.APPROVED);
    }

    @Test
    void a_contract_of_ones_own_says_it_otherwise() {
        Faults faults = new Faults();
        Contract own = new ContractReader(faults).read("own", """
                name: own
                results: { declined: [422], field: state, field-declined: [no], field-error: [broken] }
                """);
        assertThat(faults.all()).isEmpty();
        assertThat(own.results().of(422, 0, () -> new byte[0])).isEqualTo(PaymentResult.DECLINED);
        assertThat(own.results().of(402, 0, () -> new byte[0])).isEqualTo(PaymentResult.ERROR);
    }

    @Test
    void a_member_without_its_values_is_a_fault() {
        Faults faults = new Faults();
        new ContractReader(faults).read("own", "name: own\nresults: { field: state }\n");
        assertThat(faults.report()).contains("results.field").contains("field-declined");
    }

    private static PaymentResult of(String contract, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return rule(contract).of(status, bytes.length, () -> bytes);
    }

    private static ResultRule rule(String contract) {
        return new ContractReader(new Faults())
                .named("contract", Optional.of(contract))
                .results();
    }
}
