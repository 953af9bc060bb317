package dev.breakwater.fault;

import static dev.breakwater.fault.WritesScene.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.LogCapture;
import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.Mode;
import dev.breakwater.store.LoudAlarm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data at risk is loud, a degraded answer is quiet, and the lines of both hold what docs/logs.md says, no more. */
class LoudAndQuietTest {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| `[\\w.]+` \\| [^|]* \\| ([^|]*) \\|");
    private static final Pattern CAUSE = Pattern.compile("\\| `([a-z-]+)` \\| [^|`]* \\|");
    private static final Pattern FIELD = Pattern.compile("`(\\w+)`");
    private static final Set<String> SOMETIMES = Set.of("problem", "write_id", "accepted_trace_id");

    private final LogCapture log = new LogCapture();

    @AfterEach
    void end() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    void each_cause_of_data_at_risk_is_loud(Cause cause) {
        new LoudAlarm(Ticker.system()).raise(cause, "what, and what to do");

        ExtLogRecord line = log.events("data-at-risk").get(0);
        assertThat(line.getLevel()).isEqualTo(Level.ERROR);
        assertThat(line.getMdcCopy())
                .containsOnlyKeys(documented().get("data-at-risk"))
                .containsEntry("data_at_risk", "true")
                .containsEntry("cause", Settings.word(cause));
    }

    @Test
    void the_page_lists_the_causes() {
        assertThat(CAUSE.matcher(page().substring(page().indexOf("## Loud and quiet")))
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Cause.values()).map(Settings::word).toList());
    }

    @Test
    void degraded_writes_are_quiet_and_what_needs_a_person_is_a_warning() {
        try (WritesScene scene = new WritesScene(1)) {
            assertThat(outcome(scene.pay("fine"))).isEqualTo("answered");
            scene.sandbox.faults("{\"kind\":\"refuse-connections\"}");
            HttpResponse<String> waits = scene.pay("waits");
            assertThat(outcome(waits)).isEqualTo("queued");
            assertThat(outcome(confirm(scene, "no"))).isEqualTo("not-reached");
            ModesTest.order(scene, Mode.SUSPENDED);
            assertThat(outcome(scene.send(0, "GET", "/psp/v1/balance", ""))).isEqualTo("refused");
            assertThat(outcome(scene.send(0, "GET", "/nobody/x?card=4242424242424242", "")))
                    .isEqualTo("refused");

            assertQuiet(5);
            List<ExtLogRecord> exchanges = log.events("exchange");
            assertThat(exchanges)
                    .anySatisfy(line -> assertThat(line.getMdcCopy())
                            .containsEntry("outcome", "queued")
                            .containsEntry("status", "202")
                            .containsEntry("client", "test")
                            .containsEntry("provider", "psp")
                            .containsEntry("route", "payments")
                            .containsEntry("kind", "write")
                            .containsEntry("write_id", header(waits, "Breakwater-Write-Id")));
            assertThat(exchanges)
                    .anySatisfy(line -> assertThat(line.getMdcCopy())
                            .containsEntry("route", "unmatched")
                            .containsEntry("problem", "provider-unknown"));
        }
    }

    @Test
    void an_unknown_outcome_is_a_warning_and_so_is_a_write_that_is_parked() {
        try (WritesScene scene = new WritesScene(1)) {
            scene.sandbox.faults("{\"kind\":\"close\",\"when\":\"after-effect\"}");
            HttpResponse<String> unknown = confirm(scene, "unknown");
            assertThat(outcome(unknown)).as(unknown.body()).isEqualTo("unknown");

            ExtLogRecord line = log.events("outcome-unknown").get(0);
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getMdcCopy()).containsOnlyKeys(documented().get("outcome-unknown"));
            assertQuiet(1);
        }
    }

    @Test
    void a_stale_answer_is_quiet() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m")) {
            scene.provider.answer(CacheScene.ok("a thing", "Cache-Control: max-age=0"));
            assertThat(scene.get("/v1/things/1").status()).isEqualTo(200);
            scene.provider.close();

            assertThat(scene.get("/v1/things/1").outcome()).isEqualTo("stale");

            assertQuiet(2);
        }
    }

    @Test
    void each_attempt_to_deliver_has_its_line() {
        try (WritesScene scene = new WritesScene(1)) {
            HttpResponse<String> waits = scene.send(
                    0,
                    "POST",
                    "/psp/v1/payment_intents",
                    WritesScene.PAYMENT,
                    "Idempotency-Key",
                    "later",
                    "Breakwater-Queue",
                    "now");

            await().until(() -> !log.events("delivery").isEmpty());
            ExtLogRecord line = log.events("delivery").get(0);
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertDocumented(line);
            assertThat(line.getMdcCopy())
                    .containsEntry("state", "delivered")
                    .containsEntry("attempts", "1")
                    .containsEntry("write_id", header(waits, "Breakwater-Write-Id"));
        }
    }

    /** So many exchanges, each with the documented fields, at INFO, and nothing loud beside them. */
    private void assertQuiet(int exchanges) {
        assertThat(log.events("exchange")).hasSize(exchanges).allSatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertDocumented(line);
        });
        assertThat(log.lines())
                .noneSatisfy(line -> assertThat(line.getMdcCopy()).containsKey("data_at_risk"));
        assertThat(log.lines()).allSatisfy(line -> {
            assertThat(line.getLevel().intValue())
                    .as(line.getFormattedMessage())
                    .isLessThan(Level.ERROR.intValue());
            assertThat(line.getFormattedMessage() + line.getMdcCopy()).doesNotContain("4242424242424242");
        });
    }

    /** It has the fields of its event, no others, and all but those that are there sometimes. */
    private static void assertDocumented(ExtLogRecord line) {
        Map<String, String> fields = line.getMdcCopy();
        Set<String> all = new TreeSet<>(Set.of(documented().get(fields.get("event"))));
        assertThat(all).containsAll(fields.keySet());
        all.removeAll(SOMETIMES);
        assertThat(fields.keySet()).containsAll(all);
    }

    private static Map<String, String[]> documented() {
        return ROW.matcher(page())
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> FIELD.matcher(row.group(2))
                                .results()
                                .map(f -> f.group(1))
                                .toArray(String[]::new),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/logs.md"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static HttpResponse<String> confirm(WritesScene scene, String key) {
        return scene.send(0, "POST", "/psp/v1/payment_intents/pi_1/confirm", "", "Idempotency-Key", key);
    }

    private static String outcome(HttpResponse<String> answer) {
        return header(answer, "Breakwater-Outcome");
    }
}
