package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final Redaction STANDARD = Redaction.standard();

    /** Where something can be put in. */
    enum Place {
        ACTOR,
        SUBJECT,
        REASON,
        DETAIL
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    paid with 4242424242424242.       | paid with 424242******4242.
                    4242 4242 4242 4242               | 424242******4242
                    4242-4242-4242-4242, please       | 424242******4242, please
                    12 4242424242424242 or 34         | 12 424242******4242 or 34
                    x4242424242424242y                | x424242******4242y
                    378282246310005                   | 378282*****0005
                    4242%204242%204242%204242         | 424242******4242
                    """)
    void of_a_card_number_the_first_six_and_last_four_digits_stay(String text, String kept) {
        assertThat(STANDARD.text(text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cvc=987",
                "card[cvc]=987&amount=1",
                "card%5Bcvc%5D=987",
                "{\"cvc\":\"987\"}",
                "{\"CVC\" : 987}",
                "{\\\"security_code\\\":\\\"987\\\"}",
                "{\"\\u0063vc\":987}",
                "the customer's cvc is 987",
                "CVV 987",
                "<cvc>987</cvc>",
                "card.cvc: 987"
            })
    void a_verification_code_does_not_stay(String text) {
        assertThat(STANDARD.text(text)).doesNotContain("987").contains(Redaction.REDACTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer hunter2secret",
                "authorization=Basic hunter2secret",
                "{\"Authorization\": \"hunter2secret\"}",
                "Authorization: Digest username=\"a\", response=\"hunter2secret\"",
                "Proxy-Authorization: hunter2secret",
                "called with Bearer hunter2secret twice",
                "X-API-Key: hunter2secret",
                "headers.x-api-key=hunter2secret",
                "password: hunter2secret",
                "key sk_live_hunter2secret was used",
                "rk_test_hunter2secret",
                "Cookie: a=b; session=hunter2secret"
            })
    void a_credential_does_not_stay(String text) {
        assertThat(STANDARD.text(text)).doesNotContain("hunter2secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider slow since 02:45, p99 is 8 s",
                "at 1732550000008, 2026-11-26T02:45:00.123Z",
                "pi_3MtwBwLkdIwHu7ix28a3tqPa",
                "8515131751004931",
                "stripe/charges.create",
                "10.0.0.1:8080",
                "spin=1&discovery=2",
                "https://api.stripe.com/v1/charges",
                "100% of calls fail",
                ""
            })
    void what_explains_a_decision_stays(String text) {
        assertThat(STANDARD.text(text)).isEqualTo(text);
    }

    @Test
    void configured_fields_do_not_stay() {
        Redaction redaction = Redaction.with(Set.of("Tax-Id"));

        assertThat(redaction.text("tax_id=abc, b=c")).isEqualTo("tax_id=[redacted], b=c");
        assertThat(redaction.value("customer.taxId", "abc")).isEqualTo(Redaction.REDACTED);
        assertThat(redaction.value("cvc", "1")).isEqualTo(Redaction.REDACTED);
        assertThat(STANDARD.text("tax_id=abc")).isEqualTo("tax_id=abc");
    }

    @Property(tries = 1000)
    void no_card_number_gets_into_an_event(
            @ForAll("cardNumbers") String number,
            @ForAll("separators") String separator,
            @ForAll("words") String before,
            @ForAll("words") String after,
            @ForAll Place place) {
        String written = number.replaceAll("(.{4})(?=.)", "$1" + separator);

        AuditEvent event = event(place, before + written + after);

        assertThat(event.canonical()).doesNotContain(written).doesNotContain(number);
        assertThat(event.canonical().replaceAll("[^0-9]", "")).doesNotContain(number);
    }

    @Property(tries = 1000)
    void no_verification_code_gets_into_an_event(
            @ForAll("codes") String code, @ForAll("codeForms") String form, @ForAll Place place) {
        assertThat(event(place, form.replace("CODE", code)).canonical()).doesNotContain(code);
    }

    @Property(tries = 1000)
    void no_credential_gets_into_an_event(
            @ForAll("credentials") String credential,
            @ForAll("credentialForms") String form,
            @ForAll("words") String before,
            @ForAll("words") String after,
            @ForAll Place place) {
        String text = before + " " + form.replace("CREDENTIAL", credential) + " " + after;

        assertThat(event(place, text).canonical()).doesNotContain(credential);
    }

    @Property(tries = 200)
    void no_value_of_a_secret_detail_gets_into_an_event(@ForAll("credentials") String credential) {
        for (String key : new String[] {"authorization", "card.cvc", "client_secret", "headers/cookie"}) {
            AuditEvent event = AuditEvent.of(
                    STANDARD, "p", 1, Instant.EPOCH, EventKind.FORBIDDEN, "a", "b", null, Map.of(key, credential));
            assertThat(event.canonical()).doesNotContain(credential);
        }
    }

    @Provide
    Arbitrary<String> cardNumbers() {
        return Combinators.combine(
                        Arbitraries.of("2", "3", "4", "5", "6", "8", "9"),
                        Arbitraries.strings().numeric().ofMinLength(11).ofMaxLength(17))
                .as((first, rest) -> withCheckDigit(first + rest));
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of("", " ", "-", "  ", " - ", "\u00a0", "\u2011", "\t", "\u200b");
    }

    /** Without digits: glued to those it would be another number. */
    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars(" .,:;=\"'\\{}[]<>&%\n\u00e9")
                .ofMaxLength(30);
    }

    /** No digit is also in the event's other parts. */
    @Provide
    Arbitrary<String> codes() {
        return Arbitraries.strings().withCharRange('3', '8').ofMinLength(3).ofMaxLength(4);
    }

    @Provide
    Arbitrary<String> codeForms() {
        return Arbitraries.of(
                "cvc=CODE",
                "card[cvc]=CODE",
                "x=y&security_code=CODE&z=w",
                "{\"cvv2\":\"CODE\"}",
                "{\"a\":{\"cvc\": CODE}}",
                "cvc: CODE",
                "CVC CODE",
                "the cvv was CODE, she said",
                "verification code CODE",
                "pin: CODE");
    }

    @Provide
    Arbitrary<String> credentials() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .ofMinLength(12)
                .ofMaxLength(60)
                .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Provide
    Arbitrary<String> credentialForms() {
        return Arbitraries.of(
                "Authorization: Bearer CREDENTIAL",
                "authorization:CREDENTIAL",
                "\"Authorization\":\"Basic CREDENTIAL\"",
                "Bearer CREDENTIAL",
                "bearer: CREDENTIAL",
                "Basic CREDENTIAL",
                "X-API-Key: CREDENTIAL",
                "api_key=CREDENTIAL",
                "whsec_CREDENTIAL");
    }

    private static AuditEvent event(Place place, String text) {
        return AuditEvent.of(
                STANDARD,
                "p",
                1,
                Instant.parse("2022-02-02T02:02:02Z"),
                EventKind.WRITE_SETTLED,
                place == Place.ACTOR ? text : "a",
                place == Place.SUBJECT ? text : "b",
                place == Place.REASON ? text : null,
                Map.of("note", place == Place.DETAIL ? text : "c"));
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
}
