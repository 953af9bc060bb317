package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.WritePolicy.WithoutStore;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritePolicyReaderTest {

    private static final String PROVIDER = """
            p:
              base-url: https://p.example
              contract: stripe
              max-wait: 6d
              routes:
                - { name: r, match: "POST /v1/payment_intents/{id}/capture"%s }
            """;

    @Test
    void a_write_is_refused_unless_its_route_says_queue() {
        WritePolicy policy = policy("");
        assertThat(policy.queued()).isFalse();
        assertThat(policy.lane()).isNull();
        assertThat(policy.maxWait()).isEqualTo(Duration.ofDays(6));
        assertThat(policy.durability()).isEqualTo(Durability.FSYNC);
        assertThat(policy.withoutStore()).isEqualTo(WithoutStore.PASS);
        assertThat(policy.keyRequired()).isFalse();
        assertThat(policy.cardNumbersQueued()).isFalse();
    }

    @Test
    void all_of_it_can_be_set() {
        WritePolicy policy =
                policy(", when-unavailable: queue, lane: \"path:id\", max-wait: 20h, durability: replicated,"
                        + " idempotency-key: required, queue-card-numbers: true");
        assertThat(policy.queued()).isTrue();
        assertThat(policy.maxWait()).isEqualTo(Duration.ofHours(20));
        assertThat(policy.durability()).isEqualTo(Durability.REPLICATED);
        assertThat(policy.keyRequired()).isTrue();
        assertThat(policy.cardNumbersQueued()).isTrue();
        assertThat(policy.withoutStore()).as("order cannot be kept without it").isEqualTo(WithoutStore.REFUSE);
        assertThat(policy(", lane: \"path:id\", without-store: pass").withoutStore())
                .isEqualTo(WithoutStore.PASS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path:id        | x=1                                   | pi_1",
                "header:Lane    | x=1                                   | of-header",
                "header:None    | x=1                                   |",
                "form:order     | a=1&order=17%2F4&order=18             | 17/4",
                "form:order     | a=1&order=                            |",
                "form:order     | {}                                    |",
                "json:/a/0/b    | {\"a\":[{\"b\":42}]}                  | 42",
                "json:/a/0      | {\"a\":[{\"b\":42}]}                  |",
                "json:/a~1b     | {\"a/b\":\"x\"}                       | x",
                "json:/a        | {\"a\":null}                          |",
                "json:/a        | not json                              |",
            })
    void the_ordering_key_comes_from_where_it_is_said_to_stand(String source, String body, String expected) {
        LaneSource lane = policy(", lane: \"" + source + "\"").lane();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("lane", "of-header");
        Exchange exchange = new Exchange("POST", Target.of("/p/v1/payment_intents/pi_1/capture?x=y", ""), headers, 0);
        exchange.arrived(Buffer.buffer(body));
        assertThat(lane.of(exchange)).isEqualTo(expected);
    }

    @Test
    void an_ordering_key_that_is_too_long_is_replaced_by_its_digest() {
        LaneSource lane = policy(", lane: \"form:a\"").lane();
        Exchange exchange = new Exchange("POST", Target.of("/p/", ""), MultiMap.caseInsensitiveMultiMap(), 0);
        exchange.arrived(Buffer.buffer("a=" + "x".repeat(256)));
        assertThat(lane.of(exchange)).hasSize(22);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lane: \"path:nr\"           | names no hole of the path",
                "lane: \"header:\"           | names no header",
                "lane: \"json:id\"           | has no JSON pointer",
                "lane: \"form:\"             | names no field",
                "lane: \"payment_intent\"    | known sources are path:, header:, json:, form:",
                "when-unavailable: maybe     | is not known; known are queue, refuse",
                "max-wait: 31d               | is not a duration from 1s to 30d",
                "durability: disk            | is not known; known are fsync, replicated, memory",
                "idempotency-key: no         | is not known; known are optional, required",
                "without-store: wait         | is not known; known are pass, refuse",
            })
    void what_cannot_be_used_is_told_with_its_key_and_its_cure(String setting, String cure) {
        assertThat(faults(", " + setting))
                .singleElement()
                .asString()
                .startsWith("breakwater.providers.p.routes[0]." + setting.substring(0, setting.indexOf(':')))
                .contains(cure);
    }

    @Test
    void reads_do_not_queue() {
        assertThat(faults(", kind: read, when-unavailable: queue, lane: \"path:id\""))
                .hasSize(2)
                .allMatch(fault -> fault.contains("is for writes"));
    }

    private static WritePolicy policy(String settings) {
        return RoutesFromYaml.read(PROVIDER.formatted(settings)).provider("p").all().stream()
                .filter(route -> route.scope().route().equals("r"))
                .findFirst()
                .orElseThrow()
                .policy()
                .writes();
    }

    private static List<String> faults(String settings) {
        Faults faults = new Faults();
        RoutesFromYaml.read(PROVIDER.formatted(settings), faults);
        return faults.all();
    }
}
