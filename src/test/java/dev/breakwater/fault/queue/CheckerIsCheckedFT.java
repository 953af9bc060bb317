package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Rule;
import dev.breakwater.fault.queue.check.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checker is not believed unless it turns red: each wrong variant of the model, put into a real gateway, must break
 * a rule, in a course of events that the right gateway comes through.
 */
class CheckerIsCheckedFT {

    @TempDir
    Path directory;

    /** A course of events. */
    @FunctionalInterface
    private interface Plot {
        void play(Stage stage, GatewayProcess gateway, Map<String, String> environment) throws IOException;
    }

    /**
     * A way to be wrong.
     *
     * @param script one line of a script that is changed; empty if none is
     */
    private record Variant(String name, Plot plot, List<String> script, Rule... anyOf) {

        Variant(String name, Plot plot, Rule... anyOf) {
            this(name, plot, List.of(), anyOf);
        }
    }

    private static final Set<String> SCRIPT_ALONE = Set.of("NO_FENCE", "CHANGES_WITHOUT_EVENTS");

    private static final List<Variant> VARIANTS = List.of(
            new Variant("POP_BEFORE_SEND", Plots::dies_between_taking_and_sending, Rule.ACCEPTED_ENDS),
            new Variant("ACCEPT_BEFORE_DURABLE", Plots::dies_when_it_has_accepted, Rule.ACCEPTED_ENDS),
            new Variant("FRESH_KEY_PER_ATTEMPT", Plots::answers_are_lost, Rule.ONE_EFFECT),
            new Variant("UNKNOWN_CALLED_FAILED", Plots::answers_are_lost, Rule.FAILED_HAS_NO_EFFECT),
            new Variant("NO_LANE_ORDER", Plots::one_of_each_lane_is_slow, Rule.LANE_ORDER),
            new Variant("NO_AGE_MARGIN", Plots::a_key_grows_too_old_on_its_way, Rule.INSIDE_WINDOW),
            new Variant("LEASE_NOT_DURABLE", Plots::dies_in_mid_send_and_the_write_expires, Rule.FAILED_HAS_NO_EFFECT),
            new Variant(
                    "REFUSAL_FINAL_TOO_EARLY",
                    Plots::answers_are_lost_and_repeats_refused,
                    List.of("settle", "elseif what == 'park' or w.u then", "elseif what == 'park' then"),
                    Rule.FAILED_HAS_NO_EFFECT),
            new Variant(
                    "CHANGES_WITHOUT_EVENTS",
                    Plots::answers_are_lost,
                    List.of("queue", "tell(EVENT[what]", "select('#', EVENT[what]"),
                    Rule.CHANGES_HAVE_EVENTS),
            new Variant(
                    "NO_FENCE",
                    Plots::late_owner,
                    List.of(
                            "queue",
                            "if w and w.s == 'leased' and w.o == token then return w end",
                            "if w then return w end"),
                    Rule.ONE_IN_FLIGHT));

    @TestFactory
    Stream<DynamicTest> each_wrong_variant_turns_it_red() {
        return VARIANTS.stream()
                .map(variant -> DynamicTest.dynamicTest(
                        variant.name(),
                        () -> assertThat(played(variant, true))
                                .as("rules that %s breaks", variant.name())
                                .extracting(Violation::rule)
                                .containsAnyElementsOf(Arrays.asList(variant.anyOf()))));
    }

    @TestFactory
    Stream<DynamicTest> where_it_turns_red_the_right_gateway_comes_through() {
        return VARIANTS.stream()
                .map(variant -> DynamicTest.dynamicTest(
                        variant.name(), () -> assertThat(played(variant, false)).isEmpty()));
    }

    private List<Violation> played(Variant variant, boolean wrong) throws IOException {
        Path own = java.nio.file.Files.createTempDirectory(directory, variant.name());
        try (Stage stage = Stage.open(own)) {
            GatewayProcess gateway = stage.gateway();
            if (wrong && !variant.script().isEmpty()) {
                List<String> script = variant.script();
                gateway.scripts(WrongScript.in(own.resolve("wrong"), script.get(0), script.get(1), script.get(2)));
            }
            variant.plot().play(stage, gateway, environment(variant, wrong));
            return stage.violations();
        }
    }

    /** A variant that is a changed script alone has no name among the queues; all that counts is that it has one. */
    private static Map<String, String> environment(Variant variant, boolean wrong) {
        if (!wrong) {
            return Map.of();
        }
        return Map.of("WRONG", SCRIPT_ALONE.contains(variant.name()) ? "" : variant.name());
    }
}
