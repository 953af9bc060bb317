package dev.breakwater.ops;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.EventKind;
import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.Ticker;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who was not let in, or not allowed: a line in the log and an event in the audit log for each, up to ten a minute from
 * one address and sixty in all, so that nobody fills the store from outside. What is passed over is counted in the next
 * that is told.
 *
 * <p>Threading: safe for any thread.
 */
@Singleton
public final class AccessTrail {

    private static final Logger LOG = Logger.getLogger(AccessTrail.class);
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int EACH_MAX = 10;
    private static final int ALL_MAX = 60;

    private final Instance<Optional<AuditLog>> logs;
    private final Ticker ticker;
    private final Guesses guesses;

    // guarded by this, and begun anew each minute
    private final Map<String, Integer> told = new HashMap<>();
    private long beganNanos;
    private int toldInAll;
    private long passedOver;

    @Inject
    AccessTrail(Instance<Optional<AuditLog>> logs) {
        this(logs, Ticker.system());
    }

    AccessTrail(Instance<Optional<AuditLog>> logs, Ticker ticker) {
        this.logs = logs;
        this.ticker = ticker;
        this.guesses = new Guesses(ticker);
        this.beganNanos = ticker.nanos();
    }

    /** Nobody that is known has shown a key. */
    public void loginFailed(String address, String what) {
        tell(EventKind.LOGIN_FAILED, "unknown", address, what);
    }

    /** A wrong key was shown: for how long its answer waits, so that who guesses is answered later and later. */
    public Duration guessed(String address) {
        return guesses.wrong(address);
    }

    /** Somebody wanted what the roles do not allow. */
    public void forbidden(String operator, String address, String what) {
        tell(EventKind.FORBIDDEN, operator, address, what);
    }

    private void tell(EventKind kind, String actor, String address, String asked) {
        Long before = turn(address);
        if (before == null) {
            return;
        }
        String what = Redaction.standard().text(asked); // whoever asks chooses the path
        String more = before == 0 ? "" : "; " + before + " more before this were not told";
        LOG.warnf("operators: %s: %s from %s: %s%s", kind.word(), actor, address, what, more);
        Map<String, String> details = before == 0
                ? Map.of("address", address)
                : Map.of("address", address, "not-told-before", String.valueOf(before));
        logs.get()
                .ifPresent(log -> log.note(kind, actor, what, null, details)
                        .onFailure(down -> LOG.warnf("the audit log was not told of it: %s", down.getMessage())));
    }

    /** How many were passed over before this one; null if this one is, too. */
    synchronized @Nullable Long turn(String address) {
        long now = ticker.nanos();
        if (now - beganNanos >= WINDOW_NANOS) {
            beganNanos = now;
            toldInAll = 0;
            told.clear();
        }
        int own = told.getOrDefault(address, 0);
        if (own >= EACH_MAX || toldInAll >= ALL_MAX) {
            passedOver++;
            return null;
        }
        told.put(address, own + 1);
        toldInAll++;
        long before = passedOver;
        passedOver = 0;
        return before;
    }
}
