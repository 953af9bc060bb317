package dev.breakwater.exchange;

import org.jspecify.annotations.Nullable;

/**
 * The internal service that calls us, once it has shown who it is.
 *
 * <p>Threading: safe for any thread; one client calls on many event loops.
 */
public interface Client {

    /** Its name in the configuration. */
    String name();

    /** Whose answers it may be shown from the cache beside its own; null if nobody's. */
    @Nullable
    String tenant();

    /** Whether it may call {@code provider}. */
    boolean mayUse(String provider);

    /**
     * Takes one call out of its quota.
     *
     * @return 0 if the call may go ahead, else the nanoseconds after which one may
     */
    long takeQuota();
}
