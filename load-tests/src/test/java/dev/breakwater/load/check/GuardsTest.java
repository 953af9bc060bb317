package dev.breakwater.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Seen.Calls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardsTest {

    private static final Guards.Limits LIMITS =
            new Guards.Limits(Map.of("/adyen/", 10), 0.1, "POST /v1/payment_intents", "/v1/", Set.of("payment"));

    private final List<Asked> asked = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();

    @Test
    void more_calls_at_a_time_than_the_bulkhead_has_places_are_found() {
        assertThat(atATime(3, 10, 10).holds()).isTrue();
        assertThat(atATime(3, 11, 12).holds()).isFalse();
    }

    @Test
    void calls_that_were_given_up_a_moment_ago_do_not_count() {
        assertThat(atATime(10, 20, 10).holds()).isTrue();
    }

    @Test
    void more_retries_than_the_budget_are_found() {
        for (int i = 0; i < 100; i++) {
            payment(200, "answered");
        }

        assertThat(named("RETRY_BUDGET", calls(122, 0)).seen()).isEqualTo(22);
        assertThat(named("RETRY_BUDGET", calls(122, 0)).holds()).isTrue();
        assertThat(named("RETRY_BUDGET", calls(124, 0)).holds()).isFalse();
    }

    @Test
    void answers_for_which_the_provider_was_not_asked_are_no_first_attempts() {
        payment(200, "answered");
        payment(200, "replayed");
        payment(503, "refused");

        assertThat(named("RETRY_BUDGET", calls(3, 0)).seen()).isEqualTo(2);
    }

    @Test
    void writes_that_were_not_done_in_the_end_are_counted_by_their_keys() {
        payment(503, "refused");
        payment(503, "refused");
        told.add(new Told(1, Instant.EPOCH, 1, 200, "answered", null, true));

        Guard herd = Guards.herd(new History(List.of(), asked, told), "payment", 0);

        assertThat(herd.seen()).isEqualTo(1);
        assertThat(herd.holds()).isFalse();
    }

    private Guard named(String name, Map<String, Calls> end) {
        List<Seen> seen = List.of(new Seen(Instant.EPOCH, Map.of(), 0), new Seen(Instant.EPOCH, end, 0));
        return Guards.of(new History(List.of(), asked, told), seen, LIMITS).stream()
                .filter(guard -> guard.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Guard atATime(long... counts) {
        List<Seen> seen = Arrays.stream(counts)
                .mapToObj(count -> new Seen(Instant.EPOCH, calls(0, count), 0))
                .toList();
        return Guards.of(new History(List.of(), asked, told), seen, LIMITS).get(0);
    }

    private static Map<String, Calls> calls(long payments, long atATime) {
        return Map.of(
                "POST /v1/payment_intents", new Calls(payments, 0),
                "POST /adyen/v71/payments", new Calls(50, atATime));
    }

    private void payment(int status, String outcome) {
        int number = asked.size() + 1;
        asked.add(new Asked(number, Instant.EPOCH, "1 healthy", "payment", "load-1-" + number, null, "sum"));
        told.add(new Told(number, Instant.EPOCH, 1, status, outcome, null, true));
    }
}
