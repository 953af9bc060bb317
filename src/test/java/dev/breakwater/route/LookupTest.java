package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.Finding.Found;
import dev.breakwater.route.Finding.None;
import dev.breakwater.route.Finding.Nothing;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How contracts say what became of a write: which writes, how they are asked about, and what an answer means. */
class LookupTest {

    private static final String LIST = """
            name: own
            lookup:
              - match: POST /v1/pay
                reference: json:/reference
                ask: /v1/payments?reference={reference}
                found: /data
                none-on-404: true
                answer-status: 201
            """;

    @Test
    void a_contract_without_lookups_is_asked_about_nothing() {
        Contract contract = contract("name: own");
        assertThat(contract.lookups()).isEmpty();
        assertThat(contract.lookup(write("POST", "/v1/pay", "{}"))).isNull();
        assertThat(contract.noneCountsAfter()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/pay, true",
        "POST, /%76%31/pay, true",
        "PUT, /v1/pay, false",
        "POST, /v1/pay/1, false",
    })
    void it_is_for_the_writes_that_it_matches(String method, String path, boolean applies) {
        assertThat(contract(LIST).lookup(write(method, path, "{}")) != null).isEqualTo(applies);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json:/reference   | {\"reference\":\"o 7/ä&x=\"} | /v1/payments?reference=o%207%2F%C3%A4%26x%3D",
                "json:/reference   | {\"reference\":17}           | /v1/payments?reference=17",
                "json:/reference   | {}                           |",
                "json:/reference   | no JSON                      |",
                "json:/reference   | {\"reference\":\"..\"}       |",
                "form:metadata[id] | metadata%5Bid%5D=7           | /v1/payments?reference=7",
                "header:Order-Id   | {}                           | /v1/payments?reference=of-header",
                "key               | {}                           | /v1/payments?reference=k-1",
            })
    void the_reference_is_read_where_it_stands_and_encoded(String source, String body, @Nullable String target) {
        Contract contract = contract(LIST.replace("json:/reference", source));
        Exchange write = write("POST", "/v1/pay", body);
        assertThat(Objects.requireNonNull(contract.lookup(write)).target(write)).isEqualTo(target);
    }

    @Test
    void a_reference_that_is_too_long_for_a_target_is_none() {
        Exchange write = write("POST", "/v1/pay", "{\"reference\":\"" + "x".repeat(1025) + "\"}");
        assertThat(Objects.requireNonNull(contract(LIST).lookup(write)).target(write))
                .isNull();
    }

    @Test
    void one_that_is_found_is_the_answer_if_the_contract_says_so() {
        assertThat(read(LIST, 200, "{\"data\":[{\"id\":\"pay_1\"}]}")).satisfies(finding -> {
            Found found = (Found) finding;
            assertThat(found.count()).isEqualTo(1);
            StoredAnswer answer = Objects.requireNonNull(found.answer());
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.headers()).containsExactly(Map.entry("Content-Type", "application/json"));
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"pay_1\"}");
        });
        assertThat(read(LIST, 200, "{\"data\":[{\"id\":\"pay_1\"},{\"id\":\"pay_2\"}]}"))
                .isEqualTo(new Found(2, null));
        assertThat(read(LIST.replace("answer-status: 201", ""), 200, "{\"data\":[{\"id\":\"pay_1\"}]}"))
                .isEqualTo(new Found(1, null));
    }

    @Test
    void a_whole_document_is_the_answer_byte_for_byte() {
        String body = "{ \"amount\": 10.00 }";
        Found found = (Found) read(LIST.replace("found: /data", ""), 200, body);
        assertThat(new String(Objects.requireNonNull(found.answer()).body(), StandardCharsets.UTF_8))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"data\":[]} | true",
                "404 | gone          | true",
                "200 | {\"data\":{}} | false",
                "200 | {\"list\":[]} | false",
                "200 | {\"data\":7}  | false",
                "200 | {\"data\":[   | false",
                "200 | ''            | false",
                "204 | ''            | false",
                "302 | {\"data\":[]} | false",
                "400 | {\"data\":[]} | false",
                "410 | {\"data\":[]} | false",
            })
    void none_is_said_by_an_empty_list_and_by_404_and_by_nothing_else(int status, String body, boolean none) {
        assertThat(read(LIST, status, body)).isInstanceOf(none ? None.class : Nothing.class);
    }

    @Test
    void where_the_contract_does_not_say_so_404_tells_nothing() {
        assertThat(read(LIST.replace("none-on-404: true", ""), 404, "gone")).isInstanceOf(Nothing.class);
    }

    @ParameterizedTest
    @CsvSource({"json:/reference, '', false", "json:/reference, unique: true, true", "key, '', true"})
    void only_a_key_is_unique_unless_the_contract_says_so(String reference, String more, boolean unique) {
        Contract contract = contract(LIST.replace("json:/reference", reference).replace("answer-status: 201", more));
        assertThat(contract.lookups().get(0).isUnique()).isEqualTo(unique);
    }

    @Test
    void none_counts_past_what_the_contract_states_else_past_the_time_that_keys_are_known() {
        String key = "key: { header: K, methods: POST, remembered-for: 24h, remembers: success-only }\n";
        assertThat(contract(LIST + key).noneCountsAfter()).isEqualTo(Duration.ofHours(24));
        assertThat(contract(LIST + key + "settles-within: 2d").noneCountsAfter())
                .isEqualTo(Duration.ofDays(2));
        assertThat(contract(LIST + "settles-within: 90s").noneCountsAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(contract(LIST).noneCountsAfter()).isNull();
    }

    @Test
    void what_is_wrong_with_lookups_is_told_with_their_number() {
        Faults faults = new Faults();
        new ContractReader(faults).read("c", """
                name: own
                settles-within: soon
                answers: { ambiguous: [404] }
                lookup:
                  - { match: /v1/pay, reference: key, ask: "/p/{reference}" }
                  - { match: POST /v1/pay, reference: order, ask: "/p/{reference}" }
                  - { match: POST /v1/pay, reference: "path:id", ask: "/p/{reference}" }
                  - { match: POST /v1/pay, reference: key, ask: /p }
                  - { match: POST /v1/pay, reference: key, ask: "https://evil.example/{reference}" }
                  - { match: POST /v1/pay, reference: key, ask: "/p/../{reference}" }
                  - { match: POST /v1/../pay, reference: key, ask: "/p/{reference}" }
                  - { match: POST /v1/pay, reference: key, ask: "/p/{reference}", found: data, answer-status: 500 }
                  - { match: POST /v1/pay, reference: key, ask: "/p/{reference}", none-on-404: true, unique: maybe }
                  - { match: POST /v1/pay, reference: key, ask: "/p/{reference}", where: body }
                  - POST /v1/pay
                """);
        String ask = "is not a path and query with {reference} in it; write it like /v1/payments?reference={reference}";
        assertThat(faults.all())
                .containsExactlyInAnyOrder(
                        "c.settles-within: 'soon' is not a duration from 1s to 365d; write it like 250ms, 10s, 5m or 20h",
                        "c.lookup[0].match: '/v1/pay' is not a method and a path; write it like POST /v1/refunds",
                        "c.lookup[1].reference: 'order' does not say where the reference stands; known sources are"
                                + " path:, header:, json:, form:, or key for the idempotency key",
                        "c.lookup[2].reference: 'path:id' names no hole of the path /v1/pay; a hole is written {id}"
                                + " there and path:id here",
                        "c.lookup[3].ask: '/p' " + ask,
                        "c.lookup[4].ask: 'https://evil.example/{reference}' " + ask,
                        "c.lookup[5].ask: '/p/../{reference}' " + ask,
                        "c.lookup[6].match: 'POST /v1/../pay' has a path that has a dot segment, which no request may have",
                        "c.lookup[7].found: 'data' is no JSON pointer (RFC 6901); write it like /data, or leave it out"
                                + " for the whole answer",
                        "c.lookup[7].answer-status: '500' is not a whole number from 200 to 499",
                        "c.lookup[8].none-on-404: 'true' needs 404 to decide; it has another meaning under answers already",
                        "c.lookup[8].unique: 'maybe' is neither true nor false",
                        "c.lookup[9].where: is not a key of a lookup; known are answer-status, ask, found, match,"
                                + " none-on-404, reference, unique",
                        "c.lookup[10]: 'POST /v1/pay' is not a group of keys; known are answer-status, ask, found, match,"
                                + " none-on-404, reference, unique");
        Faults one = new Faults();
        new ContractReader(one).read("c", "{ name: own, lookup: { match: POST /v1/pay } }");
        assertThat(one.all()).singleElement().asString().endsWith("is not a list; write each lookup behind a dash");
    }

    @Test
    void checkout_lists_payments_by_reference_and_does_not_keep_references_apart() {
        Contract checkout = RoutesFromYaml.contract("checkout");
        Exchange write = write("POST", "/payments", "{\"reference\":\"ORD-5023-4E89\"}");
        Lookup lookup = Objects.requireNonNull(checkout.lookup(write));
        assertThat(lookup.target(write)).isEqualTo("/payments?reference=ORD-5023-4E89");
        assertThat(lookup.isUnique()).isFalse();
        assertThat(checkout.noneCountsAfter()).isEqualTo(Duration.ofHours(24));
        assertThat(checkout.lookup(write("POST", "/payments/pay_1/refunds", "{}")))
                .isNull();
    }

    @Test
    void a_lookup_that_no_route_takes_is_known() {
        String provider = "p: { base-url: https://p.example, contract: checkout%s }";
        assertThat(lookupsWithoutRoute(provider.formatted(""))).isEmpty();
        assertThat(lookupsWithoutRoute(
                        provider.formatted(", unlisted: refuse, routes: [{ name: pay, match: POST /payments }]")))
                .hasSize(1);
        assertThat(lookupsWithoutRoute(
                        provider.formatted(", unlisted: refuse, routes: [{ name: list, match: GET /payments }]")))
                .isEmpty();
    }

    private static List<Lookup> lookupsWithoutRoute(String yaml) {
        return Objects.requireNonNull(RoutesFromYaml.read(yaml).provider("p")).lookupsWithoutRoute();
    }

    private static Finding read(String contract, int status, String body) {
        Answer answer = new Answer(status, "", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(body), null);
        return contract(contract).lookups().get(0).read(answer);
    }

    private static Exchange write(String method, String path, String body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("order-id", "of-header");
        Exchange exchange = new Exchange(method, Target.of("/p" + path, ""), headers, 0);
        exchange.shownAs(new IdempotencyKey("k-1"));
        exchange.arrived(Buffer.buffer(body));
        return exchange;
    }

    private static Contract contract(String yaml) {
        Faults faults = new Faults();
        Contract contract = new ContractReader(faults).read("c", yaml);
        assertThat(faults.all()).isEmpty();
        return contract;
    }
}
