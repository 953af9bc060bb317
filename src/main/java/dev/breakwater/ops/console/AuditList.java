package dev.breakwater.ops.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of the audit log, the newest first.
 *
 * @param kind that was asked for; empty for any, as the two behind
 * @param next where the page behind begins; null if there is none
 * @param seal how far the log is sealed, in words
 * @param sealTone how that is to be taken
 */
public record AuditList(
        String kind,
        String actor,
        String subject,
        List<String> kinds,
        List<Event> events,
        @Nullable String next,
        String seal,
        Tone sealTone) {

    /** One event. */
    public record Event(
            String at, String stream, String kind, String actor, String subject, String reason, String details) {}
}
