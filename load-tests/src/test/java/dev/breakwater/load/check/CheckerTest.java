package dev.breakwater.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule has a run that breaks it, and is told with its ids. */
class CheckerTest {

    private static final String RUN = "load-1-";

    private final List<Asked> asked = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private long second;

    @Test
    void a_run_as_it_should_be_has_no_violations() {
        answered("a", null);
        queued("b", "pi_1", "w1");
        queued("c", "pi_1", "w2");
        refused("d");
        effect("b");
        effect("c");
        kept.add(new Kept("w1", "delivered", "", 200));
        kept.add(new Kept("w2", "delivered", "", 200));

        assertThat(check()).isEmpty();
    }

    @Test
    void two_effects_of_a_key_are_found() {
        answered("a", null);
        effect("a");

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ONE_EFFECT, "a"));
    }

    @Test
    void two_effects_of_a_reference_are_found_though_the_provider_was_shown_another_key() {
        answered("a", null);
        effects.add(new Effect(50, at(), "made-up-key", "body of a", "req-50", "pi_50"));

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ONE_EFFECT, "a"));
    }

    @Test
    void what_nobody_asked_for_is_found() {
        effect("ghost");

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ONE_EFFECT, "ghost"));
    }

    @Test
    void what_others_did_at_the_provider_is_not_the_runs() {
        effects.add(new Effect(1, at(), "somebody-else", "their body", "req-1", "pi_1"));

        assertThat(check()).isEmpty();
    }

    @Test
    void another_payload_is_found() {
        answered("a", null);
        effects.clear();
        effects.add(new Effect(1, at(), RUN + "a", "another body", "req-1", "pi_1"));

        assertThat(check())
                .extracting(Violation::rule, Violation::id)
                .containsExactly(tuple(Rule.ACCEPTED_PAYLOAD, "a"));
    }

    @Test
    void an_accepted_write_that_is_gone_is_found() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "missing", "", 0));

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ACCEPTED_ENDS, "a"));
        assertThat(check().get(0).what()).contains("w1");
    }

    @Test
    void an_accepted_write_of_which_nobody_was_asked_is_found() {
        queued("a", null, "w1");

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ACCEPTED_ENDS, "a"));
    }

    @Test
    void a_write_that_still_waits_is_found() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "pending", "", 0));

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ACCEPTED_ENDS, "a"));
    }

    @Test
    void a_write_that_clients_and_operators_are_told_differently_of_is_found() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "contradictory", "its client is shown 'delivered', operators 'dead'", 0));

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ACCEPTED_ENDS, "a"));
    }

    @Test
    void a_write_that_was_given_up_without_a_reason_is_found() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "dead", "", 0));

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.ACCEPTED_ENDS, "a"));
    }

    @Test
    void a_parked_write_is_an_honest_ending_with_its_effect_and_without() {
        queued("a", null, "w1");
        queued("b", null, "w2");
        kept.add(new Kept("w1", "parked", "no complete answer", 0));
        kept.add(new Kept("w2", "parked", "no complete answer", 0));
        effect("a");

        assertThat(check()).isEmpty();
    }

    @Test
    void a_success_without_its_effect_is_found() {
        answered("a", null);
        effects.clear();

        assertThat(check())
                .extracting(Violation::rule, Violation::id)
                .containsExactly(tuple(Rule.DELIVERED_HAS_EFFECT, "a"));
    }

    @Test
    void a_delivered_write_without_its_effect_is_found() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "delivered", "", 200));

        assertThat(check())
                .extracting(Violation::rule, Violation::id)
                .containsExactly(tuple(Rule.DELIVERED_HAS_EFFECT, "a"));
    }

    @Test
    void a_write_that_the_provider_declined_needs_no_effect() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "delivered", "", 402));

        assertThat(check()).isEmpty();
    }

    @Test
    void an_effect_of_what_was_refused_is_found() {
        refused("a");
        effect("a");

        assertThat(check())
                .extracting(Violation::rule, Violation::id)
                .containsExactly(tuple(Rule.REFUSED_HAS_NO_EFFECT, "a"));
    }

    @Test
    void an_effect_of_what_was_refused_once_and_unknown_once_is_none() {
        refused("a");
        told(ask("a", null), 504, "unknown", null);
        effect("a");

        assertThat(check()).isEmpty();
    }

    @Test
    void an_effect_of_a_dead_write_is_found() {
        queued("a", null, "w1");
        kept.add(new Kept("w1", "dead", "expired", 0));
        effect("a");

        assertThat(check())
                .extracting(Violation::rule, Violation::id)
                .containsExactly(tuple(Rule.REFUSED_HAS_NO_EFFECT, "a"));
    }

    @Test
    void a_wrong_order_in_a_lane_is_found() {
        queued("a", "pi_1", "w1");
        queued("b", "pi_1", "w2");
        kept.add(new Kept("w1", "delivered", "", 200));
        kept.add(new Kept("w2", "delivered", "", 200));
        effect("b");
        effect("a");

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.LANE_ORDER, "b"));
        assertThat(check().get(0).what()).contains(RUN + "a");
    }

    @Test
    void an_effect_behind_a_parked_write_of_its_lane_is_found() {
        queued("a", "pi_1", "w1");
        kept.add(new Kept("w1", "parked", "no complete answer", 0));
        answered("b", "pi_1");

        assertThat(check()).extracting(Violation::rule, Violation::id).containsExactly(tuple(Rule.LANE_ORDER, "b"));
    }

    @Test
    void writes_that_were_asked_for_at_the_same_time_have_no_order() {
        int first = ask("a", "pi_1");
        int second = ask("b", "pi_1");
        told(first, 202, "queued", "w1");
        told(second, 202, "queued", "w2");
        kept.add(new Kept("w1", "delivered", "", 200));
        kept.add(new Kept("w2", "delivered", "", 200));
        effect("b");
        effect("a");

        assertThat(check()).isEmpty();
    }

    @Test
    void different_lanes_have_no_order() {
        queued("a", "pi_1", "w1");
        queued("b", "pi_2", "w2");
        kept.add(new Kept("w1", "delivered", "", 200));
        kept.add(new Kept("w2", "delivered", "", 200));
        effect("b");
        effect("a");

        assertThat(check()).isEmpty();
    }

    @Test
    void without_a_ledger_only_endings_are_checked() {
        queued("a", "pi_1", "w1");
        kept.add(new Kept("w1", "missing", "", 0));
        Evidence evidence = new Evidence(asked, told, null, kept, RUN);

        assertThat(Checker.check(evidence)).extracting(Violation::rule).containsExactly(Rule.ACCEPTED_ENDS);
        assertThat(Checker.checked(evidence)).containsExactly(Rule.ACCEPTED_ENDS);
    }

    private static org.assertj.core.groups.Tuple tuple(Rule rule, String key) {
        return org.assertj.core.api.Assertions.tuple(rule, RUN + key);
    }

    private List<Violation> check() {
        return Checker.check(new Evidence(asked, told, effects, kept, RUN));
    }

    private void answered(String name, String lane) {
        told(ask(name, lane), 200, "answered", null);
        effect(name);
    }

    private void queued(String name, String lane, String writeId) {
        told(ask(name, lane), 202, "queued", writeId);
    }

    private void refused(String name) {
        told(ask(name, null), 503, "refused", null);
    }

    private int ask(String name, String lane) {
        int number = asked.size() + 1;
        asked.add(new Asked(number, at(), "1 healthy", "refund", RUN + name, lane, "body of " + name));
        return number;
    }

    private void told(int number, int status, String outcome, String writeId) {
        told.add(new Told(number, at(), 5, status, outcome, writeId, true));
    }

    private void effect(String name) {
        int seq = effects.size() + 1;
        effects.add(new Effect(seq, at(), RUN + name, "body of " + name, "req-" + seq, "re_" + seq));
    }

    private Instant at() {
        return Instant.EPOCH.plusSeconds(second++);
    }
}
