package dev.breakwater.fault.queue.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A good run passes, and each kind of bad one is called what it is. */
class CheckerTest {

    private static final String LANE = "lane";

    private final Run run = new Run();

    @Test
    void a_run_in_which_all_went_well_passes() {
        run.accepted("a", LANE).sent("a").executes("a").stored("a", "delivered");
        run.asks("b", LANE).sent("b").executes("b").told(200, "answered");
        run.asks("c", null)
                .told(0, "")
                .asks("c", null)
                .told(202, "queued")
                .sent("c")
                .executes("c");
        run.asks("d", null).told(503, "refused");
        run.accepted("e", null)
                .sent("e")
                .stored("e", "parked", "its key is too old")
                .sees("e", "parked");
        run.place("log", "nothing".getBytes(StandardCharsets.UTF_8));

        assertThat(run.broken()).isEmpty();
    }

    @Test
    void executed_twice() {
        run.accepted("a", null).executes("a").executes("a");

        assertThat(run.broken()).containsExactly(Rule.ONE_EFFECT);
    }

    @Test
    void executed_under_a_key_that_nobody_used() {
        run.executes("a");

        assertThat(run.broken()).containsExactly(Rule.ONE_EFFECT);
    }

    @Test
    void sent_under_a_key_that_nobody_used() {
        run.sent("a");

        assertThat(run.broken()).containsExactly(Rule.ONE_EFFECT);
    }

    @Test
    void executed_with_another_payload() {
        run.accepted("a", null).executes("a", "other body");

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_PAYLOAD);
    }

    @Test
    void accepted_and_gone() {
        run.accepted("a", null);

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_ENDS);
    }

    @Test
    void accepted_and_still_waiting() {
        run.accepted("a", null)
                .stored("a", "pending")
                .accepted("b", null)
                .executes("b")
                .stored("b", "leased");

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_ENDS);
    }

    @Test
    void set_aside_without_a_reason() {
        run.accepted("a", null).stored("a", "dead");

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_ENDS);
    }

    @Test
    void set_aside_and_unreadable() {
        run.accepted("a", null).storedUnreadable("a", "parked");

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_ENDS);
    }

    @Test
    void refused_and_executed_all_the_same() {
        run.asks("a", null).told(503, "refused").asks("a", null).told(502, "not-reached");
        run.executes("a");

        assertThat(run.broken()).containsExactly(Rule.REFUSED_HAS_NO_EFFECT);
    }

    @Test
    void a_refusal_binds_only_if_no_other_request_of_its_key_is_in_doubt() {
        run.asks("a", null).asks("a", null).told(503, "refused").executes("a");
        run.asks("b", null)
                .told(504, "unknown")
                .asks("b", null)
                .told(503, "refused")
                .executes("b");

        assertThat(run.broken()).isEmpty();
    }

    @Test
    void told_a_success_without_an_effect() {
        run.asks("a", null).told(200, "answered");

        assertThat(run.broken()).containsExactly(Rule.SUCCESS_HAS_EFFECT);
    }

    @Test
    void told_a_success_before_its_effect() {
        run.asks("a", null).told(200, "replayed").executes("a");

        assertThat(run.broken()).containsExactly(Rule.SUCCESS_HAS_EFFECT);
    }

    @Test
    void called_delivered_without_an_effect() {
        run.accepted("a", null).stored("a", "delivered");

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_ENDS, Rule.SUCCESS_HAS_EFFECT);
    }

    @Test
    void called_dead_and_executed() {
        run.accepted("a", null).executes("a").stored("a", "dead", "expired");

        assertThat(run.broken()).containsExactly(Rule.FAILED_HAS_NO_EFFECT);
    }

    @Test
    void shown_as_cancelled_and_executed() {
        run.accepted("a", null).sees("a", "cancelled").executes("a");

        assertThat(run.broken()).containsExactly(Rule.FAILED_HAS_NO_EFFECT);
    }

    @Test
    void told_declined_and_executed() {
        run.asks("a", null).told(402, "answered").executes("a");

        assertThat(run.broken()).containsExactly(Rule.FAILED_HAS_NO_EFFECT);
    }

    @Test
    void a_final_state_that_changes() {
        run.accepted("a", null).sees("a", "delivered").sees("a", "pending").executes("a");
        run.accepted("b", null).sees("b", "discarded").stored("b", "parked", "who knows");

        assertThat(run.broken()).containsExactly(Rule.TOLD_IS_FINAL);
    }

    @Test
    void another_payload_that_was_sent() {
        run.accepted("a", null).asks("a", null, "other body").told(422, "refused");
        run.executes("a").sent("a", "other body", "bytes of a");

        assertThat(run.broken()).containsExactly(Rule.ONE_PAYLOAD);
    }

    @Test
    void a_lane_that_was_executed_out_of_order() {
        run.accepted("a", LANE).accepted("b", LANE).executes("b").executes("a");

        assertThat(run.broken()).containsExactly(Rule.LANE_ORDER);
    }

    @Test
    void a_lane_that_went_on_behind_a_parked_write() {
        run.accepted("a", LANE).accepted("b", LANE).executes("b").stored("a", "parked", "in doubt");

        assertThat(run.broken()).containsExactly(Rule.LANE_ORDER);
    }

    @Test
    void a_lane_goes_on_behind_a_dead_write() {
        run.accepted("a", LANE).accepted("b", LANE).executes("b").stored("a", "dead", "expired");

        assertThat(run.broken()).isEmpty();
    }

    @Test
    void a_lane_that_lost_a_write() {
        run.accepted("a", LANE).accepted("b", LANE).executes("b");

        assertThat(run.broken()).containsExactly(Rule.ACCEPTED_ENDS, Rule.LANE_ORDER);
    }

    @Test
    void writes_that_were_asked_for_at_once_have_no_order() {
        run.asks("a", LANE).asks("b", LANE).told(202, "queued").executes("b");
        run.asks("a", LANE).told(202, "queued").executes("a");

        assertThat(run.broken()).isEmpty();
    }

    @Test
    void sent_when_the_key_may_be_forgotten() {
        run.window(Duration.ofMinutes(1)).accepted("a", null).sent("a").executes("a");
        run.later(Duration.ofSeconds(50)).sent("a");
        assertThat(run.broken()).isEmpty();

        run.later(Duration.ofSeconds(10)).sent("a");
        assertThat(run.broken()).containsExactly(Rule.INSIDE_WINDOW);
    }

    @Test
    void sent_with_other_bytes() {
        run.accepted("a", null).sent("a").sent("a", "body of a", "other bytes").executes("a");

        assertThat(run.broken()).containsExactly(Rule.SAME_BYTES);
    }

    @Test
    void two_attempts_in_flight() {
        run.accepted("a", null).hangs("a").sent("a").executes("a");
        assertThat(run.broken()).containsExactly(Rule.ONE_IN_FLIGHT);

        run.lateOwners();
        assertThat(run.broken()).isEmpty();
    }

    @Test
    void a_change_without_its_event() {
        run.trail("a", List.of("accepted", "delivered"), List.of("accepted", "delivered"));
        assertThat(run.broken()).isEmpty();

        run.trail("b", List.of("accepted", "delivered"), List.of("accepted"));
        assertThat(run.broken()).containsExactly(Rule.CHANGES_HAVE_EVENTS);
    }

    @Test
    void an_event_without_its_change() {
        run.trail("a", List.of("accepted"), List.of("accepted", "delivered"));

        assertThat(run.broken()).containsExactly(Rule.CHANGES_HAVE_EVENTS);
    }

    @Test
    void a_secret_where_it_must_not_be() {
        run.place("log", "card 4242424242424242 declined".getBytes(StandardCharsets.UTF_8));

        assertThat(run.broken()).containsExactly(Rule.NOTHING_SPILT);
    }
}
