package dev.breakwater.writequeue;

import org.jspecify.annotations.Nullable;

/**
 * Which writes are wanted; null stands for any.
 *
 * @param provider its name
 * @param route its name, of whichever provider
 * @param lane the ordering key
 * @param reason what the reason of a parked or dead write holds
 */
public record WriteFilter(
        @Nullable String provider,
        @Nullable String route,
        @Nullable String lane,
        @Nullable String reason) {

    /** All of them. */
    public static final WriteFilter ANY = new WriteFilter(null, null, null, null);

    /** Whether {@code write} is wanted. */
    public boolean wants(QueuedWrite write) {
        String why = write.state().reasonIfAny();
        return (provider == null || provider.equals(write.scope().provider()))
                && (route == null || route.equals(write.scope().route()))
                && (lane == null
                        || (write.lane() != null && lane.equals(write.lane().value())))
                && (reason == null || (why != null && why.contains(reason)));
    }
}
