package dev.breakwater.cache;

import dev.breakwater.exchange.Answer;
import java.time.Duration;
import java.util.Locale;

/** What an answer says of the cache: {@code Cache-Status} (RFC 9211), behind what caches before us said. */
public final class CacheStatus {

    /** The header. */
    public static final String HEADER = "Cache-Status";

    private static final String US = "Breakwater";

    private final StringBuilder text = new StringBuilder(US);

    private CacheStatus() {}

    /** Served without the provider. */
    public static CacheStatus hit() {
        return new CacheStatus().with("hit");
    }

    /** The provider was asked. */
    public static CacheStatus forwarded(Forwarded why) {
        return new CacheStatus().with("fwd=" + why.word());
    }

    /** Why the provider was asked (RFC 9211 section 2.2). */
    public enum Forwarded {
        /** The request cannot be answered from a cache. */
        BYPASS,
        /** Its method cannot. */
        METHOD,
        /** Nothing is kept for this target. */
        URI_MISS,
        /** Something is, but for another request. */
        VARY_MISS,
        /** What is kept is no longer fresh. */
        STALE,
        /** The client wants no kept answer, or none as old. */
        REQUEST;

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** For how long it is still fresh; negative once it is not. */
    public CacheStatus ttl(Duration fresh) {
        return with("ttl=" + Math.floorDiv(fresh.toMillis(), 1000));
    }

    /** The status of the provider's answer, where that is not the one that is passed on. */
    public CacheStatus forwardedStatus(int status) {
        return with("fwd-status=" + status);
    }

    /** What came is kept. */
    public CacheStatus stored() {
        return with("stored");
    }

    /** Others had asked for it already. */
    public CacheStatus collapsed() {
        return with("collapsed");
    }

    /** More, for people; a token. */
    public CacheStatus detail(String token) {
        return with("detail=" + token);
    }

    /** Says so in {@code answer}. */
    public void in(Answer answer) {
        answer.headers().add(HEADER, text.toString());
    }

    private CacheStatus with(String parameter) {
        text.append("; ").append(parameter);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
