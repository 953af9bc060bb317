package dev.breakwater.cache;

import dev.breakwater.exchange.Answer;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditions on answers, by {@code ETag} and {@code Last-Modified} (RFC 9110 section 13, RFC 9111 section 4.3). */
public final class Validators {

    private static final String ETAG = "etag";
    private static final String MODIFIED = "last-modified";
    private static final String NONE_MATCH = "if-none-match";
    private static final String MODIFIED_SINCE = "if-modified-since";
    private static final String WEAK = "W/";
    private static final int OK = 200;

    /** What a 304 must repeat (RFC 9110 section 15.4.5), and what is ours to say. */
    private static final Set<String> IN_NOT_MODIFIED = Set.of(
            "content-location", "date", ETAG, "vary", "cache-control", "expires", MODIFIED, "age", "cache-status");

    private Validators() {}

    /** Whether an answer with {@code headers} can be asked for again on a condition. */
    static boolean areIn(MultiMap headers) {
        return headers.contains(ETAG) || headers.contains(MODIFIED);
    }

    /**
     * Makes {@code request}, from which the client's own conditions are taken, ask only whether {@code stored} holds.
     */
    public static void ask(MultiMap request, @Nullable CachedAnswer stored) {
        request.remove(NONE_MATCH);
        request.remove(MODIFIED_SINCE);
        if (stored == null) {
            return;
        }
        String tag = stored.headers().get(ETAG);
        String modified = stored.headers().get(MODIFIED);
        if (tag != null) {
            request.set(NONE_MATCH, tag);
        }
        if (modified != null) {
            request.set(MODIFIED_SINCE, modified);
        }
    }

    /** Whether {@code stored} can be asked for on a condition. */
    public static boolean canAsk(CachedAnswer stored) {
        return areIn(stored.headers());
    }

    /** Whether a 304 with these headers is about {@code stored} (RFC 9111 section 4.3.4). */
    public static boolean isAbout(MultiMap notModified, CachedAnswer stored) {
        String tag = notModified.get(ETAG);
        String before = stored.headers().get(ETAG);
        if (tag != null && before != null) {
            return tag.startsWith(WEAK) ? isSame(tag, before) : tag.equals(before);
        }
        String modified = notModified.get(MODIFIED);
        return tag == null
                && (modified == null || modified.equals(stored.headers().get(MODIFIED)));
    }

    /** Whether a HEAD's answer shows that {@code stored} is out of date (RFC 9111 section 4.3.5). */
    static boolean belie(MultiMap head, CachedAnswer stored) {
        return differs(ETAG, head, stored)
                || differs(MODIFIED, head, stored)
                || differs("content-length", head, stored);
    }

    private static boolean differs(String name, MultiMap head, CachedAnswer stored) {
        String now = head.get(name);
        String before = stored.headers().get(name);
        return now != null && before != null && !now.equals(before);
    }

    /** Whether the client of {@code request} has {@code answer} already, by its own conditions. */
    public static boolean isKnown(MultiMap request, Answer answer, Instant now) {
        if (answer.status() != OK) {
            return false;
        }
        List<String> tags = request.getAll(NONE_MATCH);
        if (!tags.isEmpty()) {
            return isAmong(tags, answer.headers().get(ETAG));
        }
        String since = request.get(MODIFIED_SINCE);
        String modified = answer.headers().get(MODIFIED);
        Instant known = since == null ? null : HttpDate.parse(since, now);
        Instant changed = modified == null ? null : HttpDate.parse(modified, now);
        return known != null && changed != null && !changed.isAfter(known);
    }

    /** The headers of the 304 that stands for {@code answer}: what else it has is dropped from {@code headers}. */
    public static void reduce(MultiMap headers) {
        for (Map.Entry<String, String> header : headers.entries()) {
            if (!IN_NOT_MODIFIED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.remove(header.getKey());
            }
        }
    }

    private static boolean isAmong(List<String> values, @Nullable String tag) {
        for (String value : values) {
            if (value.strip().equals("*")) {
                return true;
            }
            if (tag != null && EntityTags.in(value).stream().anyMatch(one -> isSame(one, tag))) {
                return true;
            }
        }
        return false;
    }

    /** The weak comparison of RFC 9110 section 8.8.3.2. */
    private static boolean isSame(String one, String other) {
        return opaque(one).equals(opaque(other));
    }

    private static String opaque(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }
}
