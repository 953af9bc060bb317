package dev.breakwater.load;

import dev.breakwater.load.check.Checker;
import dev.breakwater.load.check.Effect;
import dev.breakwater.load.check.Evidence;
import dev.breakwater.load.check.Guard;
import dev.breakwater.load.check.Guards;
import dev.breakwater.load.check.Journal;
import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Kept;
import dev.breakwater.load.check.Seen;
import dev.breakwater.load.check.Told;
import dev.breakwater.load.check.Told.Verdict;
import dev.breakwater.load.house.Aftermath;
import dev.breakwater.load.house.House;
import dev.breakwater.load.house.Place;
import dev.breakwater.load.house.Spawned;
import dev.breakwater.load.house.Watch;
import dev.breakwater.load.suite.Kind;
import dev.breakwater.load.suite.Plan;
import dev.breakwater.load.suite.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one suite: starts what it needs, has Gatling play it, waits until nothing waits any more, checks the money
 * invariants and the guards, writes the report, and ends what it has started.
 *
 * <p>Exit codes: 0 all holds; 1 an assertion or an invariant does not; 2 it cannot be run as asked; 3 it failed.
 */
public final class Run {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int ASSERTIONS_FAILED = 2;
    private static final long WATCH_MILLIS = 250;
    private static final long LOOKS_MAX = 2000;

    private final Plan plan;
    private final Settings settings;
    private final Path directory;
    private final String prefix;
    private final PrintStream out;

    private Run(Plan plan, Settings settings, Path directory, String prefix, PrintStream out) {
        this.plan = plan;
        this.settings = settings;
        this.directory = directory;
        this.prefix = prefix;
        this.out = out;
    }

    /** {@code arguments} holds the suite's name. */
    public static void main(String... arguments) {
        System.exit(run(arguments, System.getProperties(), System.getenv(), System.out));
    }

    static int run(String[] arguments, Properties properties, Map<String, String> environment, PrintStream out) {
        try {
            if (arguments.length != 1) {
                throw new IllegalArgumentException("name one suite: " + Plan.names());
            }
            Settings settings = Settings.of(properties);
            Plan plan = Plan.of(arguments[0], settings);
            Place there = there(plan, settings, environment);
            Instant now = Instant.now();
            Path directory = Files.createDirectories(
                            settings.path("load.results").resolve(plan.name() + "-" + NAME.format(now)))
                    .toAbsolutePath();
            String prefix = "load-" + Long.toString(now.toEpochMilli(), 36) + "-";
            return new Run(plan, settings, directory, prefix, out).anywhere(there);
        } catch (IllegalArgumentException refused) {
            out.println("load-tests: " + refused.getMessage());
            return 2;
        } catch (IOException | RuntimeException failed) {
            out.println("load-tests: failed: " + failed);
            return 3;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 3;
        }
    }

    /** The installation that is to be loaded; null if one is to be started. */
    private static @Nullable Place there(Plan plan, Settings settings, Map<String, String> environment) {
        URI target = settings.uri("load.target").orElse(null);
        URI ops = settings.uri("load.ops").orElse(null);
        URI sandbox = settings.uri("load.sandbox").orElse(null);
        if (target == null) {
            if (ops != null || sandbox != null) {
                throw new IllegalArgumentException(
                        "load.ops and load.sandbox are of an installation: name load.target, too");
            }
            return null;
        }
        if (plan.needsFaults() && sandbox == null) {
            throw new IllegalArgumentException(
                    plan.name() + " has the provider do wrong: name the controls of the"
                            + " sandbox of that installation with -Dload.sandbox, or run one of the suites that need no faults");
        }
        String clientKey = environment.getOrDefault(Suite.KEY, "");
        if (clientKey.isEmpty()) {
            throw new IllegalArgumentException("put the client key for " + target + " into " + Suite.KEY);
        }
        String operatorKey = environment.get("LOAD_OPERATOR_KEY");
        if (ops != null && operatorKey == null) {
            throw new IllegalArgumentException("put the operator key for " + ops + " into LOAD_OPERATOR_KEY");
        }
        return new Place(target, clientKey, ops, operatorKey, sandbox);
    }

    private int anywhere(@Nullable Place there) throws IOException, InterruptedException {
        out.println(plan.name() + ": " + plan.says());
        if (there != null) {
            return at(there, null);
        }
        Path artifact = settings.path("load.artifact");
        try (House house = House.open(
                directory.resolve("house"),
                artifact,
                settings.text("load.java-options").orElse(""))) {
            return at(house.place(), house);
        }
    }

    private int at(Place place, @Nullable House house) throws IOException, InterruptedException {
        Aftermath aftermath = new Aftermath(place, directory);
        long since = aftermath.ledgerEnd();
        aftermath.clearFaults();
        List<Seen> seen = List.of();
        try (Watch watch = house == null ? null : watch(place, house)) {
            gatling(place);
            if (watch != null) {
                seen = watch.stop();
            }
        } finally {
            aftermath.clearFaults();
        }
        History history = Journal.read(directory.resolve(Suite.JOURNAL));
        List<String> accepted = history.told().stream()
                .filter(told -> told.verdict() == Verdict.ACCEPTED)
                .map(Told::writeId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        out.println(accepted.size() + " writes were accepted for later; waiting until none waits any more");
        List<Kept> kept = aftermath.settled(accepted, Duration.ofSeconds(settings.whole("load.settle", 1, 86_400)));
        List<Effect> effects = aftermath.effects(since);
        Evidence evidence = new Evidence(history.asked(), history.told(), effects, kept, prefix);
        Outcome outcome = new Outcome(
                plan, history, evidence, Checker.check(evidence), assertions(), guards(history, seen), seen);
        Report report = new Report(outcome);
        report.write(directory, gatlingReport());
        report.print(out);
        out.println("report: " + directory.resolve("index.html"));
        out.println(outcome.passed() ? "passed" : "FAILED");
        return outcome.passed() ? 0 : 1;
    }

    private Watch watch(Place place, House house) throws IOException, InterruptedException {
        long every = Math.max(WATCH_MILLIS, plan.length().toMillis() / LOOKS_MAX);
        return new Watch(Objects.requireNonNull(place.sandbox()), house.pid(), every);
    }

    /** Those of what the run has started; nobody knows how an installation is configured. */
    private List<Guard> guards(History history, List<Seen> seen) {
        List<Guard> guards = new ArrayList<>();
        if (!seen.isEmpty()) {
            guards.addAll(Guards.of(history, seen, House.limits()));
        }
        if (plan.herd() > 0) {
            guards.add(Guards.herd(history, Kind.HERD.label(), plan.herd() / 100.0));
        }
        return guards;
    }

    private void gatling(Place place) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        Settings.DEFAULTS
                .keySet()
                .forEach(name -> settings.text(name).ifPresent(value -> command.add("-D" + name + "=" + value)));
        command.add("-Dload.target=" + place.door());
        if (place.sandbox() != null) {
            command.add("-Dload.sandbox=" + place.sandbox());
        }
        command.add("-D" + Suite.DIRECTORY + "=" + directory);
        command.add("-D" + Suite.PREFIX + "=" + prefix);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.gatling.app.Gatling"));
        command.addAll(List.of(
                "-s",
                className(plan.name()),
                "-rf",
                directory.resolve("gatling").toString()));
        command.addAll(List.of("-rd", plan.says()));
        Duration atMost = plan.length().plusMinutes(10);
        try (Spawned gatling = Spawned.start(
                "gatling", directory.resolve("gatling.log"), Map.of(Suite.KEY, place.clientKey()), command)) {
            int code = gatling.exitCode(atMost);
            if (code != 0 && code != ASSERTIONS_FAILED) {
                throw new IllegalStateException("Gatling ended with " + code + ":\n" + gatling.tail());
            }
            boolean failed = assertions().stream().anyMatch(Outcome::failed);
            if (failed != (code == ASSERTIONS_FAILED)) {
                throw new IllegalStateException(
                        "Gatling ended with " + code + ", and says otherwise:\n" + gatling.tail());
            }
        }
    }

    /** The lines in which Gatling says what it has asserted. */
    private List<String> assertions() throws IOException {
        return Files.readString(directory.resolve("gatling.log"))
                .lines()
                .filter(Outcome::isAssertion)
                .toList();
    }

    private @Nullable Path gatlingReport() throws IOException {
        try (Stream<Path> made = Files.list(directory.resolve("gatling"))) {
            return made.map(path -> path.resolve("index.html"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The class that plays a suite: {@code provider-outage} is {@code ProviderOutage}. */
    static String className(String suite) {
        return Suite.class.getPackageName() + "."
                + Arrays.stream(suite.split("-"))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }
}
