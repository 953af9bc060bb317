package dev.breakwater.audit;

import dev.breakwater.exchange.Settings;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an {@link AuditEvent} tells of. The list is closed: an export with another kind is not understood. */
public enum EventKind {
    MODE_SET,
    MODE_CLEARED,
    SWITCH_SET,
    SWITCH_CLEARED,
    BREAKER_FORCED,
    WRITE_ACCEPTED,
    WRITE_ATTEMPTED,
    WRITE_SETTLED,
    WRITE_CANCELLED,
    WRITE_REPLAYED,
    WRITE_DISCARDED,
    WRITE_RESOLVED,
    LOGIN_FAILED,
    FORBIDDEN,
    CONFIGURATION_IN_FORCE,
    CACHE_DROPPED,

    /** Retention has taken events away, up to the sequence in the detail {@link AuditEvent#TRIMMED_THROUGH}. */
    TRIMMED;

    private static final Map<String, EventKind> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(EventKind::word, Function.identity()));

    /** How it is written: lower case with hyphens. */
    public String word() {
        return Settings.word(this);
    }

    static @Nullable EventKind of(String word) {
        return BY_WORD.get(word);
    }
}
