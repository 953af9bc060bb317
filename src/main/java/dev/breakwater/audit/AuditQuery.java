package dev.breakwater.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted; what is null does not matter.
 *
 * @param subject a write's id, or a scope
 * @param from not before that
 * @param to before that
 * @param before the {@link AuditPage#next} of the page before
 * @param limit how many at most
 */
public record AuditQuery(
        @Nullable EventKind kind,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String before,
        int limit) {

    /** The newest of all. */
    public static AuditQuery newest(int limit) {
        return new AuditQuery(null, null, null, null, null, null, limit);
    }

    boolean wants(AuditEvent event) {
        return (kind == null || kind == event.kind())
                && (actor == null || actor.equals(event.actor()))
                && (subject == null || subject.equals(event.subject()))
                && (to == null || event.at().isBefore(to));
    }
}
