package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.FreePort;
import dev.breakwater.fault.queue.check.Checker;
import dev.breakwater.fault.queue.check.Effect;
import dev.breakwater.fault.queue.check.Evidence;
import dev.breakwater.fault.queue.check.Journal;
import dev.breakwater.fault.queue.check.Resp;
import dev.breakwater.fault.queue.check.SealedPayload;
import dev.breakwater.fault.queue.check.StoreReader;
import dev.breakwater.fault.queue.check.StoredWrite;
import dev.breakwater.fault.queue.check.Trail;
import dev.breakwater.fault.queue.check.TrailReader;
import dev.breakwater.fault.queue.check.Violation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Where a run takes place: a store, a provider with its ledger and a witness before it, gateways, each but the witness
 * a process of its own, and clients with their journal. Closing it kills what it started.
 */
final class Stage implements AutoCloseable {

    private static final String VAULT_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";
    private static final String CREDENTIAL = "sk_test_canary_41b2";
    private static final String ONE_ATTEMPT = "{ attempts: 1, budget: 0 }";
    private static final String USUAL_ATTEMPTS = "{ attempts: 2, budget: 20% }";
    private static final Duration REST_MAX = Duration.ofMinutes(3);
    private static final long KEY_MEMORY_SECONDS = 24 * 3600;

    final StoreProcess store;
    final Witness witness;
    final Clients clients;
    final List<GatewayProcess> gateways = new CopyOnWriteArrayList<>();

    private final Path directory;
    private final Path config;
    private final Path ledger;
    private final Path journalFile;
    private final Journal journal;
    private final Spawned provider;
    private final int providerPort;
    private final Path clockShift;
    private final AtomicLong shiftMillis = new AtomicLong();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private @Nullable Duration window;
    private boolean lateOwners;
    private int preparations;

    /** With a store that forces every write. */
    static Stage open(Path directory) throws IOException {
        return new Stage(directory, "always", "fsync", ONE_ATTEMPT, null);
    }

    /** The same with a gateway that retries as usual: live calls are judged as a whole there, not try by try. */
    static Stage openForLiveCalls(Path directory) throws IOException {
        return new Stage(directory, "always", "fsync", USUAL_ATTEMPTS, null);
    }

    /** With a store whose power can be cut. */
    static Stage openForPowerCut(Path directory, String fsync, String durability) throws IOException {
        return new Stage(directory, fsync, durability, ONE_ATTEMPT, FsyncWitness.compiledIn(directory));
    }

    private Stage(Path directory, String fsync, String durability, String retry, @Nullable Path fsyncWitness)
            throws IOException {
        this.directory = directory;
        this.config = directory.resolve("gateway.yaml");
        this.ledger = directory.resolve("ledger");
        this.journalFile = directory.resolve("journal");
        this.clockShift = Files.writeString(directory.resolve("clock-shift"), "0");
        this.store = new StoreProcess(directory.resolve("store"), fsync, fsyncWitness);
        store.start();
        providerPort = FreePort.take();
        provider = Spawned.java(
                        directory.resolve("provider.log"),
                        Map.of(),
                        List.of(),
                        SandboxMain.class,
                        List.of(
                                String.valueOf(providerPort),
                                String.valueOf(FreePort.take()),
                                ledger.toString(),
                                String.valueOf(KEY_MEMORY_SECONDS)))
                .listensOn(providerPort);
        int witnessPort = FreePort.take();
        witness = new Witness(witnessPort, providerPort, shiftMillis::get);
        witness.up();
        journal = new Journal(journalFile);
        clients = new Clients(journal, ports);
        Files.writeString(config, configuration(witnessPort, durability, retry));
    }

    /** One more gateway, not started. */
    GatewayProcess gateway() throws IOException {
        GatewayProcess gateway = new GatewayProcess(
                directory.resolve("gateway-" + gateways.size() + ".log"), config, store.port(), clockShift);
        gateways.add(gateway);
        ports.add(gateway.port());
        return gateway;
    }

    /** One more gateway, started. */
    GatewayProcess startGateway() throws IOException {
        GatewayProcess gateway = gateway();
        gateway.start(Map.of());
        return gateway;
    }

    /** So many new payments at the provider, to be refunded: their ids are lanes. */
    List<String> payments(int count) throws IOException {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Write payment = Write.payment("setup-" + preparations++, 99_999_999);
            assertThat(clients.askProvider(payment, providerPort).status()).isEqualTo(200);
            keys.add(payment.key());
        }
        List<String> ids = new ArrayList<>();
        for (String line : Files.readAllLines(ledger)) {
            JsonObject entry = new JsonObject(line);
            if (entry.getString("effect").equals("payment_intent.created")
                    && keys.contains(entry.getString("idempotency_key"))) {
                ids.add(entry.getString("object_id"));
            }
        }
        return ids;
    }

    /** The store's clock goes ahead, for all gateways and the witness. */
    void passTime(Duration by) throws IOException {
        Path next = Files.writeString(
                directory.resolve("clock-shift.new"), String.valueOf(shiftMillis.addAndGet(by.toMillis())));
        Files.move(next, clockShift, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** How long the provider is taken to know a key. */
    void window(Duration of) {
        window = of;
    }

    /** Somebody is paused for longer than its lease: two attempts of a key may overlap. */
    void allowLateOwners() {
        lateOwners = true;
    }

    /** Waits until no write waits for an attempt any more. */
    void awaitRest() {
        awaitRest(REST_MAX);
    }

    void awaitRest(Duration atMost) {
        Awaitility.await("all writes to end")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .until(() -> {
                    try (Resp resp = store.connect()) {
                        return new StoreReader(resp, new SealedPayload(VAULT_KEY)).waiting() == 0;
                    }
                });
    }

    /** What the store holds of queued writes. */
    List<StoredWrite> stored() throws IOException {
        try (Resp resp = store.connect()) {
            return new StoreReader(resp, new SealedPayload(VAULT_KEY)).writes();
        }
    }

    /** What {@code key}'s write has come to in the store; "none" if it is not there. */
    String stateOf(String key) throws IOException {
        return stored().stream()
                .filter(write -> write.key().equals(key))
                .map(StoredWrite::state)
                .findFirst()
                .orElse("none");
    }

    /** How often {@code key} was executed. */
    long executionsOf(String key) throws IOException {
        return Journal.readLedger(ledger).stream()
                .filter(effect -> key.equals(effect.key()))
                .map(Effect::request)
                .distinct()
                .count();
    }

    /** How often each key was executed. */
    Map<String, Long> executionsByKey() throws IOException {
        Map<String, Set<String>> requests = new LinkedHashMap<>();
        Journal.readLedger(ledger)
                .forEach(effect -> requests.computeIfAbsent(String.valueOf(effect.key()), first -> new HashSet<>())
                        .add(effect.request()));
        Map<String, Long> executions = new LinkedHashMap<>();
        requests.forEach((key, all) -> executions.put(key, (long) all.size()));
        return executions;
    }

    /** How many requests were executed in all. */
    long executions() throws IOException {
        return Journal.readLedger(ledger).stream()
                .map(Effect::request)
                .distinct()
                .count();
    }

    /** What is wrong with the run up to now. */
    List<Violation> violations() throws IOException {
        Map<String, byte[]> places = new LinkedHashMap<>();
        List<StoredWrite> stored;
        List<Trail> trails;
        try (Resp resp = store.connect()) {
            StoreReader reader = new StoreReader(resp, new SealedPayload(VAULT_KEY));
            stored = reader.writes();
            trails = new TrailReader(resp).trails();
            places.put("the store", reader.everything());
        }
        places.put("the store's files", store.data());
        for (GatewayProcess gateway : gateways) {
            places.put(gateway.log().getFileName().toString(), Files.readAllBytes(gateway.log()));
        }
        return Checker.check(new Evidence(
                Journal.read(journalFile),
                Journal.readLedger(ledger),
                witness.arrivals(),
                stored,
                trails,
                window,
                lateOwners,
                places,
                List.of(Write.NOTE, Write.CARD_NUMBER, Write.CVC_FIELD, Clients.SECRET, CREDENTIAL, VAULT_KEY)));
    }

    /** Waits until all has come to rest; then nothing may be wrong. */
    void assertAllIsWell() throws IOException {
        awaitRest();
        assertThat(violations()).isEmpty();
    }

    @Override
    public void close() throws IOException {
        gateways.forEach(GatewayProcess::close);
        witness.close();
        provider.close();
        store.close();
        journal.close();
    }

    private static String configuration(int witnessPort, String durability, String retry) {
        return """
                breakwater:
                  ingress: { host: 127.0.0.1, idle-timeout: 60s }
                  clients:
                    test: { key-sha256: %s }
                  vault: { keys: "k1:%s" }
                  queue: { partitions: 4, durability: %s, depth-max: 100000, key-age-margin: 60s }
                  providers:
                    stripe:
                      base-url: http://127.0.0.1:%d
                      contract: stripe
                      credential: { header: Authorization, value: "Bearer %s" }
                      connect-timeout: 500ms
                      attempt-timeout: 2s
                      deadline: 4s
                      bulkhead: 100
                      breaker: { window: 2s, failure-ratio: 0.5, slow-call: 2s, minimum-calls: 10, open-for: 300ms, probes: 1 }
                      retry: %s
                      routes:
                        - { name: refunds, match: POST /v1/refunds, when-unavailable: queue, lane: "form:payment_intent", max-wait: 6d }
                        - { name: payments, match: POST /v1/payment_intents, when-unavailable: queue, without-store: refuse, max-wait: 6d }
                """.formatted(
                Witness.sha256(Buffer.buffer(Clients.SECRET)), VAULT_KEY, durability, witnessPort, CREDENTIAL, retry);
    }
}
