package dev.breakwater;

import dev.breakwater.exchange.Alarm;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Rings by an error line that names its cause, and counts.
 *
 * <p>Threading: safe for any thread.
 */
final class LoudAlarm implements Alarm {

    private static final Logger LOG = Logger.getLogger("dev.breakwater.alarm");

    private final Map<Cause, LongAdder> counts = new EnumMap<>(Cause.class);

    LoudAlarm() {
        for (Cause cause : Cause.values()) {
            counts.put(cause, new LongAdder());
        }
    }

    @Override
    public void raise(Cause cause, String detail) {
        counts.getOrDefault(cause, new LongAdder()).increment();
        LOG.errorf("data at risk: cause=%s %s", cause, detail);
    }

    /** How often {@code cause} was raised since the start of this replica. */
    long count(Cause cause) {
        return counts.getOrDefault(cause, new LongAdder()).sum();
    }
}
