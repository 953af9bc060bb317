package dev.breakwater.store;

import dev.breakwater.exchange.Alarm;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Raises alarms in the log, at ERROR and with a prefix that alerting can look for, and counts them by cause.
 *
 * <p>Threading: safe for any thread.
 */
public final class LoudAlarm implements Alarm {

    /** What every alarm's line begins with. */
    public static final String PREFIX = "DATA AT RISK";

    private static final Logger LOG = Logger.getLogger(LoudAlarm.class);

    private final Map<Cause, LongAdder> counts = new EnumMap<>(Cause.class);

    public LoudAlarm() {
        for (Cause cause : Cause.values()) {
            counts.put(cause, new LongAdder());
        }
    }

    @Override
    public void raise(Cause cause, String detail) {
        counts.getOrDefault(cause, new LongAdder()).increment();
        LOG.errorf("%s (%s): %s", PREFIX, cause, detail);
    }

    /** How often it was raised for {@code cause}. */
    public long count(Cause cause) {
        return counts.getOrDefault(cause, new LongAdder()).sum();
    }
}
