package dev.breakwater.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Headers as the decoder made them. Going through a {@link MultiMap} makes a string of each name; as they are, names
 * know their hash, and are written without being turned into bytes again.
 */
public final class RawHeaders {

    private RawHeaders() {}

    /** Adds all of {@code from} to {@code into}, in their order. */
    public static void addAll(MultiMap from, MultiMap into) {
        forEach(from, into::add);
    }

    /** Shows each header of {@code from}, in their order. */
    static void forEach(MultiMap from, BiConsumer<CharSequence, CharSequence> action) {
        if (from instanceof HeadersMultiMap raw) {
            Iterator<Map.Entry<CharSequence, CharSequence>> all = raw.iteratorCharSequence();
            while (all.hasNext()) {
                Map.Entry<CharSequence, CharSequence> header = all.next();
                action.accept(header.getKey(), header.getValue());
            }
        } else {
            from.forEach((name, value) -> action.accept(name, value));
        }
    }

    /** Empty headers for some of {@code checked}: what a decoder has checked is not checked again. */
    static MultiMap like(MultiMap checked) {
        return checked instanceof HeadersMultiMap ? HeadersMultiMap.headers() : HttpHeaders.headers();
    }
}
