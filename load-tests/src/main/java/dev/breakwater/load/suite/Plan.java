package dev.breakwater.load.suite;

import dev.breakwater.load.Settings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What a suite does, phase by phase.
 *
 * @param name of the suite
 * @param says in a sentence what it shows
 * @param phases one after the other
 * @param herd writes that ask in the second phase and, if they were not done, all again at once when the third begins
 */
public record Plan(String name, String says, List<Phase> phases, int herd) {

    private static final String NO_FAULT = "[]";
    private static final String GONE = "{\"kind\":\"refuse-connections\"}";

    private static final Map<String, BiFunction<String, Settings, Plan>> ALL = all();

    /** The names of all suites. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** The suite of that name. */
    public static Plan of(String name, Settings settings) {
        BiFunction<String, Settings, Plan> plan = ALL.get(name);
        if (plan == null) {
            throw new IllegalArgumentException("there is no suite '" + name + "'; there are " + names());
        }
        return plan.apply(name, settings);
    }

    /** Whether the provider must be told to do something wrong. */
    public boolean needsFaults() {
        return phases.stream()
                .anyMatch(phase -> phase.faults() != null && !phase.faults().equals(NO_FAULT));
    }

    public Duration length() {
        return phases.stream().map(Phase::length).reduce(Duration.ZERO, Duration::plus);
    }

    private static Map<String, BiFunction<String, Settings, Plan>> all() {
        Map<String, BiFunction<String, Settings, Plan>> all = new LinkedHashMap<>();
        all.put("steady", Plan::steady);
        all.put("provider-outage", Plan::providerOutage);
        return all;
    }

    private static Plan steady(String name, Settings settings) {
        return new Plan(
                name,
                "A day like any other, and then a provider that forgets its keys: a repeated request is answered, not done again.",
                List.of(
                        phase(1, "healthy", settings.phase(), settings),
                        phase(2, "keys forgotten", settings.phase(), settings).faults("{\"kind\":\"forget-keys\"}")),
                0);
    }

    private static Plan providerOutage(String name, Settings settings) {
        return new Plan(
                name,
                "The provider is gone and comes back: refunds wait, reads are answered from what is kept, payments are refused at once.",
                List.of(
                        phase(1, "healthy", settings.phase(), settings),
                        cushioned(2, "down", settings.phase(), settings).faults(GONE),
                        phase(3, "recovering", Duration.ofSeconds(8), settings).unjudged(),
                        phase(4, "back", settings.phase(), settings)),
                0);
    }

    private static Phase phase(int number, String name, Duration length, Settings settings) {
        Map<Kind, Double> mix = new EnumMap<>(Kind.class);
        mix.put(Kind.PAYMENT, 40.0);
        mix.put(Kind.REFUND, 40.0);
        mix.put(Kind.READ, 20.0);
        return new Phase(
                number + " " + name,
                length,
                settings.number("load.rate", 0.1, 10_000),
                NO_FAULT,
                mix,
                Phase.all(Promise.SERVED),
                settings.whole("load.p95", 1, 600_000));
    }

    /** A phase in which payments may be refused, honestly; refunds wait and reads are answered all the same. */
    private static Phase cushioned(int number, String name, Duration length, Settings settings) {
        Map<Kind, Promise> promises = Phase.all(Promise.SERVED);
        promises.put(Kind.PAYMENT, Promise.CUSHIONED);
        return phase(number, name, length, settings).promise(promises, settings.whole("load.p95-degraded", 1, 600_000));
    }
}
