package dev.breakwater.store;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.FieldLog;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Raises alarms in the log, at ERROR, with a prefix and the field {@code data_at_risk=true} that alerting can look for,
 * counts them by cause, and remembers the last of each.
 *
 * <p>Threading: safe for any thread.
 */
public final class LoudAlarm implements Alarm {

    /** What every alarm's line begins with. */
    public static final String PREFIX = "DATA AT RISK";

    private static final FieldLog LOG = FieldLog.of(LoudAlarm.class.getName());

    private final Ticker ticker;
    private final Map<Cause, Raised> raised = new ConcurrentHashMap<>();

    public LoudAlarm(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * What has been raised for one cause.
     *
     * @param count how often
     * @param last when it was last
     * @param detail what was said then
     */
    public record Raised(Cause cause, long count, Instant last, String detail) {}

    @Override
    public void raise(Cause cause, String detail) {
        raised.merge(
                cause,
                new Raised(cause, 1, ticker.now(), detail),
                (before, now) -> new Raised(cause, before.count() + 1, now.last(), detail));
        LOG.error(
                PREFIX + " (" + cause + "): " + detail,
                Map.of(FieldLog.EVENT, "data-at-risk", "data_at_risk", "true", "cause", Settings.word(cause)));
    }

    /** How often it was raised for {@code cause}. */
    public long count(Cause cause) {
        Raised found = raised.get(cause);
        return found == null ? 0 : found.count();
    }

    /** What has been raised since the start of this replica, the latest first. */
    public List<Raised> raised() {
        return raised.values().stream()
                .sorted(Comparator.comparing(Raised::last).reversed())
                .toList();
    }
}
