package dev.breakwater.load.suite;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.breakwater.load.Settings;
import dev.breakwater.load.check.Asked;
import dev.breakwater.load.check.Journal;
import dev.breakwater.load.check.Told;
import dev.breakwater.load.house.Http;
import dev.breakwater.load.suite.Writes.Write;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A suite as Gatling plays it: its phases one after the other, each request in a group that has the phase's name.
 * Whatever clients ask and are told goes into the journal.
 *
 * <p>It is started by {@code Run}, which says in {@link #DIRECTORY}, {@link #PREFIX} and {@link #KEY} where and as
 * whom.
 */
public abstract class Suite extends Simulation {

    /** The system property with the directory of the run. */
    public static final String DIRECTORY = "load-run.directory";

    /** The system property with which all keys of the run begin. */
    public static final String PREFIX = "load-run.prefix";

    /** The environment variable with the client's key. */
    public static final String KEY = "LOAD_CLIENT_KEY";

    /** The journal's name in the directory of the run. */
    public static final String JOURNAL = "journal.ndjson";

    private static final Duration LAST_SECOND = Duration.ofSeconds(1);
    private static final Duration FAULTS_SET = Duration.ofMillis(300);
    private static final int HERD_TRIES = 12;
    private static final int WARM_UPS = 200;
    private static final String BEGIN = "begin";
    private static final Pattern PAYMENT_ID = Pattern.compile("\"id\": ?\"(pi_[^\"]+)\"");

    private final Settings settings = Settings.of(System.getProperties());
    private final Plan plan;
    private final URI door = URI.create(settings.text("load.target").orElseThrow());
    private final String clientKey = Objects.requireNonNull(System.getenv(KEY), KEY);
    private final Journal journal;
    private final Writes writes = new Writes(System.getProperty(PREFIX));
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<String> lanes = new CopyOnWriteArrayList<>();
    private volatile @Nullable Instant begun;
    private final double again = settings.number("load.again", 0, 1);

    Suite(String name) {
        plan = Plan.of(name, settings);
        try {
            journal = new Journal(Path.of(System.getProperty(DIRECTORY), JOURNAL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<PopulationBuilder> populations = new ArrayList<>();
        List<Assertion> assertions = new ArrayList<>();
        Duration start = Duration.ZERO;
        for (Phase phase : plan.phases()) {
            populations.add(begin(phase, start));
            populations.add(clients(phase, start));
            assertions.addAll(assertions(phase));
            start = start.plus(phase.length());
        }
        if (plan.herd() > 0) {
            populations.add(herd());
        }
        setUp(populations)
                .protocols(http.baseUrl(door.toString())
                        .authorizationHeader("Bearer " + clientKey)
                        .shareConnections()
                        .disableCaching()
                        .disableFollowRedirect()
                        .disableWarmUp())
                .assertions(assertions)
                .maxDuration(plan.length().plusSeconds(60));
    }

    /**
     * Makes the payments that are refunded and looked at, looks at each once, and warms up with some refunds of them.
     */
    @Override
    public void before() {
        Http http = new Http();
        try {
            for (int i = settings.whole("load.lanes", 1, 10_000); i > 0; i--) {
                Matcher id = PAYMENT_ID.matcher(prepare(http, Kind.PAYMENT, writes.large()));
                if (!id.find()) {
                    throw new IllegalStateException("a payment without an id");
                }
                lanes.add(id.group(1));
                http.get(door.resolve(Kind.READ.path() + id.group(1)), clientKey);
            }
            for (int i = 0; i < WARM_UPS; i++) {
                prepare(http, Kind.REFUND, writes.of(Kind.REFUND, lanes.get(i % lanes.size())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Its answer, which must be good. */
    private String prepare(Http http, Kind kind, Write write) throws IOException, InterruptedException {
        int number = ask("0 prepared", kind, write);
        long began = System.nanoTime();
        HttpResponse<String> answer = http.send(
                "POST",
                door.resolve(kind.path()),
                write.body(),
                Map.of(
                        "Authorization", "Bearer " + clientKey,
                        "Idempotency-Key", write.key(),
                        "Content-Type", kind.contentType()));
        String outcome = answer.headers().firstValue("Breakwater-Outcome").orElse("");
        String writeId = answer.headers().firstValue("Breakwater-Write-Id").orElse(null);
        boolean good = Promise.SERVED.isKept(true, answer.statusCode(), outcome);
        tell(number, began, answer.statusCode(), outcome, writeId, good);
        if (!good) {
            throw new IllegalStateException("could not prepare: " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void after() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes that the phase begins, and has the provider do what it is to do wrong in it. */
    private PopulationBuilder begin(Phase phase, Duration start) {
        ChainBuilder begins = exec(session -> {
            Instant now = Instant.now();
            begun = begun == null ? now : begun;
            journal.began(phase.label(), now);
            return session;
        });
        String controls = settings.text("load.sandbox").orElse("");
        if (!controls.isEmpty() && phase.faults() != null) {
            begins = begins.exec(group(BEGIN)
                    .on(http(phase.label())
                            .put(controls + "/sandbox/faults")
                            .body(StringBody(phase.faults()))
                            .check(status().is(200))));
        }
        return scenario("begin " + phase.label()).exec(begins).injectOpen(nothingFor(start), atOnceUsers(1));
    }

    private PopulationBuilder clients(Phase phase, Duration start) {
        List<Choice.WithWeight> choices = phase.mix().entrySet().stream()
                .map(share ->
                        percent(share.getValue()).then(group(phase.label()).on(asking(phase, share.getKey()))))
                .toList();
        return scenario(phase.label())
                .exec(randomSwitch().on(choices))
                .injectOpen(
                        nothingFor(start.plus(FAULTS_SET)),
                        constantUsersPerSec(phase.rate())
                                .during(phase.length().minus(LAST_SECOND).minus(FAULTS_SET))
                                .randomized());
    }

    /** Asks once, and a few a second time with the same key, as clients do that have lost the answer. */
    private ChainBuilder asking(Phase phase, Kind kind) {
        ChainBuilder once = exec(session -> meant(session, kind)).exec(request(phase, kind, kind.label()));
        if (!kind.isWrite()) {
            return once;
        }
        return once.doIf(session -> ThreadLocalRandom.current().nextDouble() < again)
                .then(request(phase, kind, kind.label() + " again"));
    }

    /**
     * Clients that are refused in the second phase, and come back all at once when the third begins, until they are
     * served.
     */
    private PopulationBuilder herd() {
        Phase away = plan.phases().get(1);
        Phase back = plan.phases().get(2);
        Duration from = plan.phases().get(0).length().plus(FAULTS_SET);
        Duration ramp = away.length().minus(LAST_SECOND).minus(FAULTS_SET);
        ChainBuilder turnedAway = exec(session -> meant(session, Kind.HERD)).exec(request(away, Kind.HERD, "herd"));
        ChainBuilder comeBack = asLongAs(session -> !isDone(session) && session.getInt("tries") < HERD_TRIES)
                .on(exec(session -> session.set("tries", session.getInt("tries") + 1))
                        .exec(request(back, Kind.HERD, "herd"))
                        .doIf(session -> !isDone(session))
                        .then(pause(LAST_SECOND)));
        return scenario("herd")
                .exec(group(away.label()).on(turnedAway))
                .exec(pause(session -> untilHerd()))
                .exec(session -> session.set("tries", 0))
                .exec(group(back.label()).on(comeBack))
                .injectOpen(nothingFor(from), rampUsers(plan.herd()).during(ramp));
    }

    private Duration untilHerd() {
        Duration after = plan.phases()
                .get(0)
                .length()
                .plus(plan.phases().get(1).length())
                .plus(FAULTS_SET);
        Duration left =
                Duration.between(Instant.now(), Objects.requireNonNull(begun).plus(after));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static boolean isDone(Session session) {
        return session.contains("status") && session.getInt("status") == 200;
    }

    private Session meant(Session session, Kind kind) {
        String lane = lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
        return kind.isWrite() ? session.set("write", writes.of(kind, lane)) : session.set("lane", lane);
    }

    private ChainBuilder request(Phase phase, Kind kind, String name) {
        HttpRequestActionBuilder request = kind.isWrite()
                ? http(name)
                        .post(kind.path())
                        .header("Idempotency-Key", session -> write(session).key())
                        .header("Content-Type", kind.contentType())
                        .body(StringBody(session -> write(session).body()))
                : http(name).get(session -> kind.path() + session.getString("lane"));
        Promise promise = phase.promises().getOrDefault(kind, Promise.CUSHIONED);
        return exec(session -> session.removeAll("status", "outcome", "queued")
                        .set("number", ask(phase.label(), kind, kind.isWrite() ? write(session) : null))
                        .set("began", System.nanoTime()))
                .exec(request.check(
                        status().saveAs("status"),
                        header("Breakwater-Outcome").withDefault("").saveAs("outcome"),
                        header("Breakwater-Write-Id").withDefault("").saveAs("queued"),
                        bodyString().validate(promise.name().toLowerCase(Locale.ROOT), (body, session) -> {
                            if (isKept(promise, kind, session)) {
                                return body;
                            }
                            throw new IllegalStateException(
                                    session.getInt("status") + " " + session.getString("outcome"));
                        })))
                .exec(session -> {
                    String queued = session.contains("queued") ? session.getString("queued") : "";
                    tell(
                            session.getInt("number"),
                            session.getLong("began"),
                            session.contains("status") ? session.getInt("status") : 0,
                            session.contains("outcome") ? Objects.requireNonNull(session.getString("outcome")) : "",
                            Objects.requireNonNull(queued).isEmpty() ? null : queued,
                            session.contains("status") && isKept(promise, kind, session));
                    return session;
                });
    }

    private List<Assertion> assertions(Phase phase) {
        double good = settings.number("load.good", 0, 100);
        List<Assertion> all = new ArrayList<>();
        phase.mix().forEach((kind, share) -> {
            if (share > 0 && phase.promises().containsKey(kind)) {
                all.add(details(phase.label(), kind.label())
                        .successfulRequests()
                        .percent()
                        .gte(good));
                all.add(details(phase.label(), kind.label())
                        .responseTime()
                        .percentile(95)
                        .lte(phase.p95()));
            }
        });
        return all;
    }

    private int ask(String phase, Kind kind, @Nullable Write write) {
        int number = numbers.incrementAndGet();
        journal.asked(new Asked(
                number,
                Instant.now(),
                phase,
                kind.label(),
                write == null ? null : write.key(),
                write == null ? null : write.lane(),
                write == null ? null : write.payload()));
        return number;
    }

    private void tell(int number, long began, int status, String outcome, @Nullable String writeId, boolean good) {
        long millis = (System.nanoTime() - began) / 1_000_000;
        journal.told(new Told(number, Instant.now(), millis, status, outcome, writeId, good));
    }

    private static Write write(Session session) {
        return Objects.requireNonNull(session.get("write"));
    }

    private static boolean isKept(Promise promise, Kind kind, Session session) {
        return promise.isKept(
                kind.isWrite(), session.getInt("status"), Objects.requireNonNull(session.getString("outcome")));
    }
}
