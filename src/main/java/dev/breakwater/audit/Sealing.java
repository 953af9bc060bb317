package dev.breakwater.audit;

import dev.breakwater.audit.AuditStore.Unsealed;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.StoreUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Seals what the log has, twice a second, on the one replica that has the lease. What is not as it was sealed, or has a
 * gap, is loud, and nothing is sealed over it.
 *
 * <p>Threading: start and stop it once, from any thread.
 */
final class Sealing {

    private static final Logger LOG = Logger.getLogger(Sealing.class);
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final long ROUND_MILLIS = 500;
    private static final int RUN_MAX = 500; // events under one seal
    private static final Duration TRIM_EVERY = Duration.ofSeconds(10);
    private static final int TRIMMED_SEALS_MAX = 500;

    private final Vertx vertx;
    private final AuditStore store;
    private final AuditSettings settings;
    private final Alarm alarm;
    private final Ticker ticker;
    private final String token;
    private final Sealer sealer;

    // touched by one round at a time
    private final Map<String, String> broken = new HashMap<>();
    private final Map<String, Seal> known = new ConcurrentHashMap<>();
    private final Map<String, StoredEvent.Place> passedOver = new HashMap<>();
    private long trimmedNanos;

    private Future<Void> last = Future.succeededFuture();
    private volatile boolean busy;
    private volatile boolean stopped;
    private long timer = -1;

    Sealing(Vertx vertx, AuditStore store, AuditSettings settings, Alarm alarm, Ticker ticker, String token) {
        this.vertx = vertx;
        this.store = store;
        this.settings = settings;
        this.alarm = alarm;
        this.ticker = ticker;
        this.token = token;
        this.sealer = new Sealer(settings.key());
        this.trimmedNanos = ticker.nanos();
    }

    /** Where each stream was seen to be sealed, as far as that was. */
    Collection<Seal> known() {
        return known.values();
    }

    void start() {
        timer = vertx.setPeriodic(ROUND_MILLIS, id -> {
            if (!busy && !stopped) {
                busy = true;
                round().onComplete(done -> busy = false);
            }
        });
    }

    /** Seals a last time and gives the lease up. */
    Future<Void> stop() {
        vertx.cancelTimer(timer);
        stopped = true;
        return round().eventually(() -> store.lease(token, Duration.ZERO)).otherwiseEmpty();
    }

    /** Seals all that there is, if this replica has the lease; behind a round that has not ended. */
    synchronized Future<Void> round() {
        last = last.transform(done -> oneRound());
        return last;
    }

    private Future<Void> oneRound() {
        return store.lease(token, LEASE)
                .compose(ours -> ours ? store.each(this::seal).compose(all -> trim()) : Future.succeededFuture())
                .onFailure(failed -> {
                    if (!(failed instanceof StoreUnavailable)) {
                        LOG.error("audit: a bug ended a round of sealing", failed);
                    }
                })
                .otherwiseEmpty();
    }

    private Future<Void> seal(String stream) {
        return store.unsealed(stream, RUN_MAX).compose(found -> {
            String fault = fault(stream, found);
            if (fault != null) {
                tell(stream, fault);
                return Future.succeededFuture();
            }
            broken.remove(stream);
            Seal before = found.seal();
            if (before != null) {
                known.put(stream, before);
            }
            List<AuditEvent> run = readable(stream, found);
            return run.isEmpty() ? Future.succeededFuture() : seal(stream, found, run);
        });
    }

    private Future<Void> seal(String stream, Unsealed found, List<AuditEvent> run) {
        Seal before = found.seal();
        Seal seal = sealer.next(before, run, ticker.now());
        List<String> hashes = new ArrayList<>(run.size());
        Chain at = before == null ? Chain.start(stream) : before.end();
        for (AuditEvent event : run) {
            at = at.append(event);
            hashes.add(at.hash());
        }
        return store.seal(
                        before, seal, hashes, found.events().get(run.size() - 1).place())
                .compose(ours -> {
                    if (ours) {
                        known.put(stream, seal);
                    }
                    return ours && run.size() == RUN_MAX ? seal(stream) : Future.succeededFuture();
                });
    }

    /** What is not as it was sealed; null if it is. */
    private @Nullable String fault(String stream, Unsealed found) {
        Seal seal = found.seal();
        Seal earlier = known.get(stream);
        if (!found.line().isEmpty() && seal == null) {
            return "its last seal cannot be read";
        }
        if (earlier != null && found.sealed() < earlier.last()) {
            return "it was sealed up to " + earlier.last() + ", and the store has seals up to " + found.sealed();
        }
        if (!found.hasEnd()) {
            return "event " + found.sealed() + ", with which its last seal ends, is gone";
        }
        if (seal != null && !isOurs(seal)) {
            return "its last seal, up to " + seal.last() + ", is not signed by a trusted key";
        }
        long due = found.sealed() + 1;
        for (StoredEvent event : found.events()) {
            if (event.place().sequence() != due) {
                return "event " + due + " is missing: " + event.place().sequence() + " stands in its place";
            }
            due++;
        }
        return null;
    }

    private boolean isOurs(Seal seal) {
        PublicKey key = settings.trusted().get(seal.keyId());
        return seal.equals(known.get(seal.stream())) || (key != null && seal.isSignedBy(key));
    }

    /** The events up to the first that this version cannot read: a later version seals those. */
    private List<AuditEvent> readable(String stream, Unsealed found) {
        List<AuditEvent> run = new ArrayList<>();
        for (StoredEvent event : found.events()) {
            AuditEvent read = event.event();
            if (read == null) {
                if (passedOver.put(stream, event.place()) == null) {
                    LOG.warnf("audit: %s %s is of a kind that this version cannot seal", stream, event.place());
                }
                break;
            }
            run.add(read);
        }
        return run;
    }

    private void tell(String stream, String fault) {
        if (!fault.equals(broken.put(stream, fault))) {
            alarm.raise(
                    Cause.AUDIT_BROKEN,
                    "the audit log's stream '" + stream + "' is not what it was: " + fault
                            + "; nothing more of it is sealed. GET /ops/v1/audit/verify names the first bad event;"
                            + " keep the store's files, and compare with the last export");
        }
    }

    private Future<Void> trim() {
        Duration keep = settings.keep();
        if (keep == null || ticker.nanos() - trimmedNanos < TRIM_EVERY.toNanos()) {
            return Future.succeededFuture();
        }
        trimmedNanos = ticker.nanos();
        return store.each(stream -> broken.containsKey(stream)
                        ? Future.succeededFuture(0)
                        : store.trim(stream, keep, TRIMMED_SEALS_MAX).onSuccess(gone -> {
                            if (gone > 0) {
                                LOG.infof("audit: %d sealed and exported events of '%s' were trimmed", gone, stream);
                            }
                        }))
                .mapEmpty();
    }
}
