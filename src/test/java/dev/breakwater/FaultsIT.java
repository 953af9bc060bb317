package dev.breakwater;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.FaultTable.Row;
import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.store.RedisForTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults of docs/faults.md, made for real in the packaged application: the metrics that the table names move, and
 * it is loud exactly if the table says so. What alerts that makes is in k8s/observability/faults.test.yaml.
 */
class FaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum)$");
    private static final Pattern LOUD = Pattern.compile("\"data_at_risk\":\"true\"");

    /** They are others that last longer or are more, need many replicas, or kill what is to be looked at. */
    private static final Set<String> NOT_PLAYED = Set.of(
            "all-well",
            "provider-down-for-hours",
            "one-replica-cut-off",
            "alarm-at-start",
            "queue-behind",
            "key-window-passed",
            "unknowns-by-the-dozen",
            "sealer-stuck",
            "seal-key-missing",
            "fleet-gone",
            "few-payments-fail",
            "one-fails-at-night");

    private static final String CONFIGURATION = """
            quarkus:
              http: { port: 0 }
              redis: { hosts: "%2$s" }
            breakwater:
              clients: { shop: { key-sha256: %1$s } }
              operators: { alice: { key-sha256: %1$s, roles: [operator] } }
              ingress: { host: 127.0.0.1, port: 0 }
              sandbox: { enabled: true, port: %3$d, control-port: %4$d }
              audit: { seal-key-file: "%5$s" }
              vault: { keys: "k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=" }
              providers:
                stripe: # without breakers, so that each fault is seen for itself
                  base-url: http://127.0.0.1:%3$d
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  attempt-timeout: 500ms
                  deadline: 2s
                  breaker: { enabled: false }
                  routes: &routes
                    - { name: payments, match: POST /v1/payment_intents }
                    - { name: refunds, match: POST /v1/refunds, when-unavailable: queue }
                    - { name: balance, match: GET /v1/balance, cache: { stale-if-error: 10m } }
                fragile:
                  base-url: http://127.0.0.1:%3$d
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  attempt-timeout: 500ms
                  deadline: 2s
                  breaker: { minimum-calls: 2, open-for: 1s, probes: 1 }
                  routes: *routes
                patient:
                  bulkhead: 1
                  base-url: http://127.0.0.1:%3$d
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  routes: *routes
                revoked:
                  base-url: http://127.0.0.1:%3$d
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  routes: *routes
                keyless:
                  base-url: http://127.0.0.1:%3$d
                  contract: none
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  attempt-timeout: 500ms
                  deadline: 2s
                  routes: *routes
            """;

    @TempDir
    Path dir;

    private RedisForTest redis;
    private Started breakwater;
    private int faults;
    private int writes;
    private CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

    @Test
    void each_fault_moves_the_metrics_and_is_as_loud_as_the_table_says() throws IOException {
        Map<String, Runnable> played = played();
        Set<String> named = new TreeSet<>(NOT_PLAYED);
        named.addAll(played.keySet());
        assertThat(named).isEqualTo(FaultTable.rows().keySet());

        int sandbox = FreePort.take();
        faults = FreePort.take();
        try (RedisForTest store = new RedisForTest();
                Started started = new Started(
                        dir,
                        CONFIGURATION.formatted(StartIT.KEY_HASH, store.url(), sandbox, faults, Started.sealKey(dir)),
                        Map.of())) {
            redis = store;
            breakwater = started;
            given().port(started.opsPort()).get("/health/ready").then().statusCode(200);
            for (String provider : new String[] {"stripe", "fragile"}) {
                read(provider); // an answer that can be kept
            }
            played.forEach((fault, play) -> assertSeen(fault, FaultTable.rows().get(fault), play));
        }
    }

    private void assertSeen(String fault, Row row, Runnable play) {
        Map<String, Double> before = metrics();
        long loudBefore = loud();
        play.run();
        await(fault)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(moved(before)).containsAll(row.metrics()));
        if (row.isLoud()) {
            await(fault)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(breakwater.output()).contains("\"cause\":\"" + row.cause() + "\""));
            assertThat(metrics().get(atRisk(row))).isGreaterThan(before.get(atRisk(row)));
        } else {
            assertThat(loud())
                    .as("%s is quiet:%n%s", fault, breakwater.output())
                    .isEqualTo(loudBefore);
        }
        heal(fault);
    }

    /** As it was before the fault: the provider is well, the store is there, breakers are closed. */
    private void heal(String fault) {
        fault("[]");
        held.join();
        await(fault).atMost(PATIENCE).until(this::isStoreUp);
        if (!areBreakersClosed()) {
            operator("POST", "breakers/all/reset", "{\"reason\":\"the fault is over\"}");
            await(fault).atMost(PATIENCE).until(this::areBreakersClosed);
        }
    }

    private boolean areBreakersClosed() {
        return metrics().entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("breakwater_breaker_state"))
                .allMatch(sample -> sample.getValue() == 0);
    }

    private static String atRisk(Row row) {
        return "breakwater_data_at_risk_total{cause=\"" + row.cause() + "\"}";
    }

    /** In this order: the last ones leave a store that is not what it was. */
    private Map<String, Runnable> played() {
        Map<String, Runnable> faultsInTurn = new LinkedHashMap<>();
        faultsInTurn.put("provider-down", () -> {
            fault("{\"kind\":\"refuse-connections\"}");
            payTimes(3, "fragile");
            refund("fragile");
            read("fragile");
        });
        faultsInTurn.put("answers-from-cache", () -> {
            fault("{\"kind\":\"refuse-connections\"}");
            read("stripe");
            fault("[]");
            pay("stripe", "pm_card_chargeDeclined");
        });
        faultsInTurn.put("provider-slow", () -> {
            fault("{\"kind\":\"latency\",\"ms\":200}");
            pay("stripe");
        });
        faultsInTurn.put("timeout-after-sending", () -> {
            fault("{\"kind\":\"hang\"}");
            pay("keyless");
            refund("keyless");
        });
        faultsInTurn.put("cut-mid-answer", () -> {
            fault("{\"kind\":\"close\",\"when\":\"mid-body\",\"times\":1}");
            pay("stripe");
        });
        faultsInTurn.put("ambiguous-5xx", () -> {
            fault("{\"kind\":\"error\",\"status\":500}");
            payTimes(3, "fragile");
        });
        faultsInTurn.put("too-often", () -> {
            fault("{\"kind\":\"error\",\"status\":429}");
            pay("stripe");
        });
        faultsInTurn.put("breaker-open", () -> {
            fault("{\"kind\":\"refuse-connections\"}");
            payTimes(3, "fragile");
            refund("fragile");
        });
        faultsInTurn.put("breaker-forced", () -> operator("POST", "breakers/keyless/open", "{\"reason\":\"a test\"}"));
        faultsInTurn.put("bulkhead-full", () -> {
            fault("{\"kind\":\"hang\"}");
            held = CompletableFuture.runAsync(() -> pay("patient"));
            await().atMost(PATIENCE).until(() -> inFlight("patient") > 0);
            pay("patient");
        });
        faultsInTurn.put("retry-budget-spent", () -> {
            fault("{\"kind\":\"close\",\"when\":\"after-effect\"}");
            payTimes(12, "stripe");
        });
        faultsInTurn.put("mode-degraded", () -> {
            operator("PUT", "modes/stripe", "{\"mode\":\"degraded\",\"reason\":\"a test\"}");
            refund("stripe");
        });
        faultsInTurn.put("mode-suspended", () -> {
            operator("PUT", "modes/stripe", "{\"mode\":\"suspended\",\"reason\":\"a test\"}");
            pay("stripe");
            operator("PUT", "modes/stripe", "{\"mode\":\"auto\",\"reason\":\"a test\"}");
        });
        faultsInTurn.put("dead-letter", () -> {
            fault("{\"kind\":\"refuse-connections\"}");
            refund("stripe", Instant.now().plusSeconds(2).toString());
        });
        faultsInTurn.put("credential-refused", () -> {
            fault("{\"kind\":\"error\",\"status\":401}");
            refund("revoked");
        });
        faultsInTurn.put("redis-gone", () -> {
            redis.pause();
            await().atMost(PATIENCE).until(() -> !isStoreUp());
            redis.resume();
        });
        faultsInTurn.put("redis-full", () -> {
            command("CONFIG SET maxmemory 1mb");
            await().atMost(PATIENCE).until(() -> refund("stripe").asString().contains("queue-full"));
            command("CONFIG SET maxmemory 0");
        });
        faultsInTurn.put("redis-not-durable", () -> {
            command("CONFIG SET appendfsync everysec");
            await().atMost(PATIENCE).until(() -> refund("stripe").asString().contains("store-not-durable"));
            command("CONFIG SET appendfsync always");
        });
        faultsInTurn.put("outcome-not-stored", () -> {
            fault("{\"kind\":\"latency\",\"ms\":2000}");
            CompletableFuture<Void> paying = CompletableFuture.runAsync(() -> pay("patient"));
            await().atMost(PATIENCE).until(() -> inFlight("patient") > 0); // its claim is stored
            redis.pause();
            paying.join();
            redis.resume();
        });
        faultsInTurn.put("write-unreadable", () -> {
            operator("PUT", "switches/drain/all", "{\"on\":false,\"reason\":\"a test\"}");
            String id = refund("stripe").path("id");
            String hash = id.substring(id.indexOf('-') + 1);
            command("DEL {bw:q:" + id.substring(1, id.indexOf('-')) + "}:w:" + hash);
            operator("PUT", "switches/drain/all", "{\"on\":true,\"reason\":\"a test\"}");
        });
        faultsInTurn.put("audit-broken", () -> {
            command("DEL {bw:ops}:audit");
            operator("PUT", "modes/stripe", "{\"mode\":\"auto\",\"reason\":\"another test\"}");
        });
        faultsInTurn.put("redis-empty", () -> {
            redis.wipe();
            redis.start();
        });
        return faultsInTurn;
    }

    private void payTimes(int times, String provider) {
        for (int i = 0; i < times; i++) {
            pay(provider);
        }
    }

    private void pay(String provider) {
        pay(provider, "pm_card_visa");
    }

    private void pay(String provider, String method) {
        client().body(RunningSandbox.payForm(1099).replace("pm_card_visa", method))
                .post("/" + provider + "/v1/payment_intents");
    }

    private Response refund(String provider) {
        return refund(provider, Instant.now().plusSeconds(3600).toString());
    }

    private Response refund(String provider, String expires) {
        return client().header("Breakwater-Expires-At", expires)
                .header("Breakwater-Queue", "now")
                .body("payment_intent=pi_" + writes)
                .post("/" + provider + "/v1/refunds");
    }

    private void read(String provider) {
        client().get("/" + provider + "/v1/balance");
    }

    private RequestSpecification client() {
        writes++;
        return given().port(breakwater.port())
                .header("Authorization", "Bearer " + Edge.KEY)
                .header("Idempotency-Key", "key-" + writes)
                .contentType("application/x-www-form-urlencoded");
    }

    private void operator(String method, String path, String body) {
        given().port(breakwater.opsPort())
                .header("Authorization", "Bearer " + Edge.KEY)
                .contentType("application/json")
                .body(body)
                .request(method, "/ops/v1/" + path)
                .then()
                .statusCode(200);
    }

    private void fault(String now) {
        given().port(faults).body(now).put("/sandbox/faults").then().statusCode(200);
    }

    private double inFlight(String provider) {
        return metrics().get("breakwater_bulkhead_inflight{provider=\"" + provider + "\",route=\"all\"}");
    }

    /** One of Redis' inline commands. */
    private void command(String line) {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).as(line).isIn((int) '+', (int) ':');
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private boolean isStoreUp() {
        return metrics().getOrDefault("breakwater_store_up", 0.0) == 1;
    }

    private long loud() {
        return LOUD.matcher(breakwater.output()).results().count();
    }

    /** Each sample of ours, by name and labels. */
    private Map<String, Double> metrics() {
        Map<String, Double> samples = new HashMap<>();
        given().port(breakwater.opsPort())
                .get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("breakwater_"))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    samples.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
                });
        return samples;
    }

    /** The metrics that are not what they were. */
    private Set<String> moved(Map<String, Double> before) {
        Set<String> moved = new TreeSet<>();
        metrics().forEach((sample, value) -> {
            if (!value.equals(before.getOrDefault(sample, 0.0))) {
                moved.add(PART.matcher(sample.replaceFirst("\\{.*", "")).replaceFirst(""));
            }
        });
        return moved;
    }
}
