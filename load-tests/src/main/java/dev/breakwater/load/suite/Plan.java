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
    private static final String BROWN = """
            [{"kind":"latency","ms":100,"jitter_ms":200,"match":{"path":"/v1/payment_intents"}},
             {"kind":"close","when":"before-effect","ratio":0.2,"match":{"path":"/v1/payment_intents"}},
             {"kind":"close","when":"after-effect","ratio":0.2,"match":{"path":"/v1/payment_intents"}}]""";
    private static final String SHAKY =
            "{\"kind\":\"close\",\"when\":\"before-effect\",\"ratio\":0.3,\"match\":{\"path\":\"/v1/refunds\"}}";
    private static final String HANGS = "{\"kind\":\"hang\",\"match\":{\"path\":\"/adyen/v71/payments\"}}";
    private static final Duration RECOVERY = Duration.ofSeconds(8);

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
        all.put("spike", Plan::spike);
        all.put("provider-outage", Plan::providerOutage);
        all.put("brown-out", Plan::brownOut);
        all.put("recovery-herd", Plan::recoveryHerd);
        all.put("soak", Plan::soak);
        all.put("mixed-providers", Plan::mixedProviders);
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

    private static Plan spike(String name, Settings settings) {
        Phase spike = phase(2, "spike", settings.phase(), settings);
        return new Plan(
                name,
                "Many times as many clients as usual, all at once, and a provider that is well: all are served.",
                List.of(
                        phase(1, "healthy", settings.phase(), settings),
                        spike.rate(spike.rate() * settings.number("load.peak", 1, 1000))
                                .promise(spike.promises(), settings.whole("load.p95-degraded", 1, 600_000)),
                        phase(3, "back", settings.phase(), settings)),
                0);
    }

    private static Plan providerOutage(String name, Settings settings) {
        return new Plan(
                name,
                "The provider is gone and comes back: refunds wait, reads are answered from what is kept, payments are refused at once.",
                List.of(
                        phase(1, "healthy", settings.phase(), settings),
                        cushioned(2, "down", settings.phase(), settings).faults(GONE),
                        phase(3, "recovering", RECOVERY, settings).faults(SHAKY).unjudged(),
                        phase(4, "back", settings.phase(), settings)),
                0);
    }

    /** Payments alone are troubled, and most clients want one, so that retries can be told from other traffic. */
    private static Plan brownOut(String name, Settings settings) {
        Phase brown = cushioned(2, "brown-out", settings.phase(), settings);
        return new Plan(
                name,
                "Payments take longer, and a third of their answers never comes: they are tried again inside the retry budget, and none is made twice.",
                List.of(
                        phase(1, "healthy", RECOVERY, settings),
                        brown.faults(BROWN).rate(brown.rate() * 2).mix(mix(80, 10, 10, 0)),
                        phase(3, "recovering", RECOVERY, settings).unjudged(),
                        phase(4, "back", settings.phase(), settings)),
                0);
    }

    private static Plan recoveryHerd(String name, Settings settings) {
        return new Plan(
                name,
                "While the provider is gone many clients are refused, and all come back in the moment in which it does: all are served in the end.",
                List.of(
                        phase(1, "healthy", settings.phase(), settings),
                        cushioned(2, "down", settings.phase(), settings).faults(GONE),
                        phase(3, "herd", settings.phase(), settings).unjudged(),
                        phase(4, "back", settings.phase(), settings)),
                settings.whole("load.herd", 1, 100_000));
    }

    private static Plan soak(String name, Settings settings) {
        Duration quarter = settings.soak().dividedBy(4);
        return new Plan(
                name,
                "Hours like any other: the last quarter is as good as the first.",
                List.of(
                        phase(1, "first quarter", quarter, settings),
                        phase(2, "second quarter", quarter, settings),
                        phase(3, "third quarter", quarter, settings),
                        phase(4, "last quarter", quarter, settings)),
                0);
    }

    private static Plan mixedProviders(String name, Settings settings) {
        Phase sick = phase(2, "one sick", settings.phase(), settings);
        Map<Kind, Promise> promises = Phase.all(Promise.SERVED);
        promises.remove(Kind.OTHER); // it is slow, and then refused: only the other provider is judged
        Map<Kind, Double> mix = mix(10, 10, 5, 75);
        return new Plan(
                name,
                "One provider hangs while many want to pay there: whoever pays at the other one notices nothing.",
                List.of(
                        phase(1, "healthy", settings.phase(), settings).mix(mix(30, 30, 10, 30)),
                        sick.faults(HANGS).rate(sick.rate() * 4).mix(mix).promise(promises, sick.p95()),
                        phase(3, "recovering", RECOVERY, settings).mix(mix).unjudged(),
                        phase(4, "back", settings.phase(), settings).mix(mix(30, 30, 10, 30))),
                0);
    }

    private static Map<Kind, Double> mix(double payments, double refunds, double reads, double others) {
        Map<Kind, Double> mix = new EnumMap<>(Kind.class);
        mix.put(Kind.PAYMENT, payments);
        mix.put(Kind.REFUND, refunds);
        mix.put(Kind.READ, reads);
        if (others > 0) {
            mix.put(Kind.OTHER, others);
        }
        return mix;
    }

    private static Phase phase(int number, String name, Duration length, Settings settings) {
        return new Phase(
                number + " " + name,
                length,
                settings.number("load.rate", 0.1, 10_000),
                NO_FAULT,
                mix(40, 40, 20, 0),
                Phase.all(Promise.SERVED),
                settings.whole("load.p95", 1, 600_000));
    }

    /** A phase in which payments may be refused, honestly; refunds wait and reads are answered all the same. */
    private static Phase cushioned(int number, String name, Duration length, Settings settings) {
        Map<Kind, Promise> promises = Phase.all(Promise.SERVED);
        promises.put(Kind.PAYMENT, Promise.CUSHIONED);
        promises.put(Kind.HERD, Promise.CUSHIONED);
        return phase(number, name, length, settings).promise(promises, settings.whole("load.p95-degraded", 1, 600_000));
    }
}
