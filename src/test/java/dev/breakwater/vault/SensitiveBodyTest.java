package dev.breakwater.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveBodyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "card[cvc]=123",
                "payment_method_data[card][cvc]=123&amount=1",
                "payment_method_data%5Bcard%5D%5Bcvc%5D=123",
                "payment_method_data%5bcard%5d%5B%63vc%5D=123",
                "a=1&cvv2=1",
                "cvc[]=1",
                "{\"card\":{\"cvc\":\"123\"}}",
                "{\"card\":{\"CVC\" : 123}}",
                "{\"card\":{\"\\u0063vc\":1}}",
                "{\"a\":[{\"paymentMethod\":{\"encryptedSecurityCode\":\"x\"}}]}",
                "{\"security_code\":\"1",
                "<card><cvc>123</cvc></card>",
                "track2-data=;4242"
            })
    void a_verification_code_is_found_wherever_it_stands(String body) {
        assertThat(look(body)).isEqualTo(Sensitive.AUTHENTICATION_DATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount=1250&currency=eur&payment_intent=pi_3MtwBwLkdIwHu7ix28a3tqPa",
                "metadata[order]=6735&description=the+cvc+was+checked&reason=requested_by_customer",
                "{\"amount\":{\"value\":1000,\"currency\":\"EUR\"},\"reference\":\"order-17\",\"at\":1732550000008}",
                "{\"spin\":1,\"discovery\":2,\"account\":\"acct_1032D82eZvKYlo2C\"}",
                "card=4242424242424241",
                "id=42424242424242424242424242424242",
                ""
            })
    void what_payments_are_made_of_is_none(String body) {
        assertThat(look(body)).isEqualTo(Sensitive.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "card[number]=4242424242424242",
                "{\"number\":\"4242 4242 4242 4242\"}",
                "{\"number\":4242424242424242}",
                "note=paid+with+4242-4242-4242-4242.",
                "number=%34242424242424242",
                "378282246310005"
            })
    void a_card_number_is_found_with_or_without_separators(String body) {
        assertThat(look(body)).isEqualTo(Sensitive.CARD_NUMBER);
    }

    @Property(tries = 500)
    void any_card_number_is_found_between_any_words(
            @ForAll("cardNumbers") String number, @ForAll("words") String before, @ForAll("words") String after) {
        assertThat(look("{\"" + before + "\":\"" + number + "\",\"z\":\"" + after + "\"}"))
                .isNotEqualTo(Sensitive.NONE);
        assertThat(look("x=" + before + "&n=" + number + "&y=" + after)).isNotEqualTo(Sensitive.NONE);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMaxLength(30);
    }

    @Provide
    Arbitrary<String> cardNumbers() {
        return Arbitraries.strings()
                .numeric()
                .ofMinLength(11)
                .ofMaxLength(17)
                .map(rest -> "4" + rest)
                .map(SensitiveBodyTest::withCheckDigit);
    }

    private static String withCheckDigit(String number) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            int weighed = i % 2 == 0 ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return number + (10 - sum % 10) % 10;
    }

    private static Sensitive look(String body) {
        return SensitiveBody.look(body.getBytes(StandardCharsets.UTF_8));
    }
}
