package dev.breakwater.route;

import dev.breakwater.exchange.Digest;
import dev.breakwater.exchange.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link LaneSource} of its text. A value that is empty or not there is no ordering key; one that is longer
 * than {@value Lane#LENGTH_MAX} characters is replaced by its digest.
 */
final class LaneReader {

    private LaneReader() {}

    /** What is wrong with {@code text} on a route with this path; null if nothing is. */
    static @Nullable String fault(String text, PathTemplate path) {
        return RequestValue.fault(text, path, "the ordering key");
    }

    /** The source in {@code text}, in which {@link #fault} found nothing. */
    static LaneSource of(String text, PathTemplate path) {
        RequestValue value = RequestValue.named(text, path);
        return exchange -> usable(value.of(exchange));
    }

    private static @Nullable String usable(@Nullable String value) {
        return value == null || value.length() <= Lane.LENGTH_MAX ? value : Digest.of("long lane", value);
    }
}
