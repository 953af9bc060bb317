package dev.breakwater.route;

import dev.breakwater.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Where a write's ordering key stands: {@code path:id}, {@code header:Name}, {@code json:/pointer} or
 * {@code form:field}.
 *
 * <p>Threading: immutable.
 */
public interface LaneSource {

    /** The ordering key of {@code exchange}, whose body is here; null if it has none: the write is its own lane. */
    @Nullable
    String of(Exchange exchange);
}
