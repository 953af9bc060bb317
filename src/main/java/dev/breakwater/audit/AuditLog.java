package dev.breakwater.audit;

import dev.breakwater.audit.AuditStore.Unsealed;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.OwnLink;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was decided and what became of it, in the store and only ever added to. The scripts that change something add
 * its event themselves; here is what else is told, and how the log is read, sealed and verified.
 *
 * <p>Threading: safe for any thread; it has an event loop and a connection of its own. Futures fail with
 * {@link dev.breakwater.store.StoreUnavailable}.
 */
public final class AuditLog {

    private final AuditStore store;
    private final AuditSettings settings;
    private final Ticker ticker;
    private final Sealing sealing;

    /** Where streams were seen to be sealed: what is missing from there on was cut off. */
    private final Map<String, Chain> remembered = new ConcurrentHashMap<>();

    /** @param token a name that no other replica has */
    public AuditLog(
            Vertx vertx,
            Store store,
            Partitions partitions,
            AuditSettings settings,
            Alarm alarm,
            Ticker ticker,
            String token) {
        this.store = new AuditStore(new OwnLink(vertx, store), partitions);
        this.settings = settings;
        this.ticker = ticker;
        this.sealing = new Sealing(vertx, this.store, settings, alarm, ticker, token);
    }

    /** Begins to seal, whenever this replica is the one to do so. */
    public void start() {
        sealing.start();
    }

    /** Seals what there is, if this replica is the one to do so, and stops. */
    public Future<Void> stop() {
        return sealing.stop().eventually(store::close);
    }

    /** Seals what there is now, if this replica is the one to do so. */
    Future<Void> seal() {
        return sealing.round();
    }

    /** The key with which this service seals. */
    public SealKey key() {
        return settings.key();
    }

    /**
     * Adds an event that is behind no change of the store's.
     *
     * @throws IllegalArgumentException as {@link AuditEvent#of}
     */
    public Future<Void> note(
            EventKind kind, String actor, String subject, @Nullable String reason, Map<String, String> details) {
        return store.append(AuditEvent.of(
                settings.redaction(), AuditStore.CONTROL, 1, ticker.now(), kind, actor, subject, reason, details));
    }

    /** Events, the newest first. */
    public Future<AuditPage> page(AuditQuery query) {
        return new Browsing(store, query).page();
    }

    /** Whether a text is one of {@link AuditPage#next}'s. */
    public static boolean isCursor(String text) {
        return Browsing.isCursor(text);
    }

    /**
     * How a stream stands.
     *
     * @param last its last event's sequence; 0 if it has none
     * @param sealed up to which it is sealed
     * @param sealedAt when that was; null if it never was
     */
    public record StreamState(
            String stream, long last, long sealed, @Nullable Instant sealedAt) {

        /** How many events no seal covers yet. */
        public long unsealed() {
            return last - sealed;
        }
    }

    /** How each stream stands. */
    public Future<List<StreamState>> state() {
        return store.each(stream -> store.unsealed(stream, 1)).map(all -> {
            List<StreamState> states = new ArrayList<>();
            all.forEach((stream, found) -> states.add(state(stream, found)));
            return List.copyOf(states);
        });
    }

    /** For how long the oldest event that no seal covers has waited for one; zero if all are sealed. */
    Future<Duration> unsealedFor() {
        return store.each(stream -> store.unsealed(stream, 1))
                .map(all -> all.values().stream()
                        .flatMap(found -> found.events().stream())
                        .map(event -> Duration.between(
                                Instant.ofEpochMilli(event.place().millis()), ticker.now()))
                        .filter(age -> !age.isNegative()) // the store's clock may be ahead of ours
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO));
    }

    private static StreamState state(String stream, Unsealed found) {
        Seal seal = found.seal();
        return new StreamState(
                stream,
                found.newest() == null ? 0 : found.newest().sequence(),
                found.sealed(),
                seal == null ? null : seal.at());
    }

    /**
     * The whole log as {@code docs/audit.md} lays an export down, read from the store bit by bit.
     *
     * @throws IOException if the store cannot be asked; so may each reading
     */
    @MayBlock
    public InputStream export() throws IOException {
        return new StoredExport(store);
    }

    /**
     * Verifies what the store has. What this replica has seen to be sealed since its start must still be there; before
     * that, only an export that somebody kept can show that the end was cut off.
     *
     * @throws IOException if the store cannot be asked
     */
    @MayBlock
    public Verdict verify() throws IOException {
        sealing.known().forEach(seal -> remembered.merge(seal.stream(), seal.end(), AuditLog::later));
        List<Expected> expected = remembered.values().stream()
                .map(end -> new Expected(end.stream(), end.sequence(), end.hash()))
                .toList();
        Verdict verdict;
        try (InputStream export = export()) {
            verdict = new ExportVerifier(settings.trusted(), expected, false).verify(export);
        }
        if (verdict.fault() == null) {
            verdict.ends().forEach(end -> remembered.merge(end.stream(), end.sealed(), AuditLog::later));
        }
        return verdict;
    }

    private static Chain later(Chain one, Chain other) {
        return one.sequence() >= other.sequence() ? one : other;
    }

    /**
     * Notes that exports are kept elsewhere; only what is in one may ever be trimmed.
     *
     * @param through for each stream, up to which event
     * @return the streams of which that much has not been sealed, or that are not there: nothing was noted of them
     */
    public Future<List<String>> exported(Map<String, Long> through) {
        List<String> wrong = new ArrayList<>();
        List<String> known = store.streams();
        List<Future<Boolean>> steps = new ArrayList<>();
        through.forEach((stream, sequence) -> {
            if (known.contains(stream)) {
                steps.add(store.exported(stream, sequence).onSuccess(done -> {
                    if (!done) {
                        wrong.add(stream);
                    }
                }));
            } else {
                wrong.add(stream);
            }
        });
        return Future.all(steps).map(done -> List.copyOf(wrong));
    }
}
