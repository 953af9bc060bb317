package dev.breakwater.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fact that is kept: who did what to what, when and why. It belongs to a stream (one partition's, or one of the
 * control plane's) and has the next number in it, from 1 on without gaps.
 *
 * <p>The only way to make one redacts every text, and cuts what is longer than allowed: actor 128 characters, subject
 * 256, reason 1,000, 32 details with values of 500. Names of streams are 1 to 64 characters of {@code a-z 0-9 . _ -},
 * keys of details 1 to 128 of {@code A-Z a-z 0-9 . _ / -} with no more than 12 digits in all, as a card number has
 * more.
 *
 * <p>Threading: immutable.
 */
public final class AuditEvent {

    /** The detail of a {@link EventKind#TRIMMED} event that says up to which sequence events were taken away. */
    public static final String TRIMMED_THROUGH = "through";

    static final int DETAILS_MAX = 32;

    private static final int ACTOR_MAX = 128;
    private static final int SUBJECT_MAX = 256;
    private static final int REASON_MAX = 1000;
    private static final int VALUE_MAX = 500;
    private static final int DIGITS_MAX = 12;
    private static final Pattern STREAM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._/-]{1,128}");
    private static final char REPLACEMENT = '\ufffd';

    private final String stream;
    private final long sequence;
    private final Instant at;
    private final EventKind kind;
    private final String actor;
    private final String subject;
    private final @Nullable String reason;
    private final SortedMap<String, String> details;
    private final String canonical;

    private AuditEvent(
            String stream,
            long sequence,
            Instant at,
            EventKind kind,
            String actor,
            String subject,
            @Nullable String reason,
            SortedMap<String, String> details) {
        this.stream = requireStream(stream);
        this.sequence = requireSequence(sequence);
        this.at = at;
        this.kind = kind;
        this.actor = actor;
        this.subject = subject;
        this.reason = reason;
        this.details = Collections.unmodifiableSortedMap(details);
        this.canonical = written();
    }

    /**
     * A fact, redacted.
     *
     * @param at kept to the millisecond
     * @param subject a scope or a write's id
     * @throws IllegalArgumentException if the stream's name, the sequence or a detail's key is not allowed, or there
     *     are too many details
     */
    public static AuditEvent of(
            Redaction redaction,
            String stream,
            long sequence,
            Instant at,
            EventKind kind,
            String actor,
            String subject,
            @Nullable String reason,
            Map<String, String> details) {
        SortedMap<String, String> kept = new TreeMap<>();
        details.forEach((key, value) -> kept.put(requireKey(key), fit(redaction.value(key, value), VALUE_MAX)));
        return fitted(
                stream,
                sequence,
                at,
                kind,
                redaction.text(actor),
                redaction.text(subject),
                reason == null ? null : redaction.text(reason),
                kept);
    }

    /**
     * Says that retention has taken away a stream's events up to and including {@code through}, which must be a seal's
     * last one.
     */
    public static AuditEvent trimmed(String stream, long sequence, Instant at, String actor, long through) {
        Map<String, String> details = Map.of(TRIMMED_THROUGH, Long.toString(through));
        return of(Redaction.standard(), stream, sequence, at, EventKind.TRIMMED, actor, stream, "retention", details);
    }

    /**
     * A fact as the store has it, which was redacted before it came there.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    static AuditEvent stored(
            String stream,
            long sequence,
            Instant at,
            EventKind kind,
            String actor,
            String subject,
            @Nullable String reason,
            Map<String, String> details) {
        SortedMap<String, String> kept = new TreeMap<>();
        details.forEach((key, value) -> kept.put(requireKey(key), fit(value, VALUE_MAX)));
        return fitted(stream, sequence, at, kind, actor, subject, reason, kept);
    }

    private static AuditEvent fitted(
            String stream,
            long sequence,
            Instant at,
            EventKind kind,
            String actor,
            String subject,
            @Nullable String reason,
            SortedMap<String, String> details) {
        if (details.size() > DETAILS_MAX) {
            throw new IllegalArgumentException("an event has at most " + DETAILS_MAX + " details");
        }
        return new AuditEvent(
                stream,
                sequence,
                CanonicalLine.instantFit(at),
                kind,
                fit(actor, ACTOR_MAX),
                fit(subject, SUBJECT_MAX),
                reason == null ? null : fit(reason, REASON_MAX),
                details);
    }

    /**
     * Reads a canonical form back, as it was stored or exported: nothing is redacted again.
     *
     * @throws NotCanonical if it is anything else
     */
    static AuditEvent parse(String line) throws NotCanonical {
        CanonicalLine in = new CanonicalLine(line);
        String stream = in.skip("{\"stream\":").string();
        long sequence = in.skip(",\"sequence\":").number();
        Instant at = in.skip(",\"at\":").instant();
        String word = in.skip(",\"kind\":").string();
        EventKind kind = EventKind.of(word);
        String actor = in.skip(",\"actor\":").string();
        String subject = in.skip(",\"subject\":").string();
        in.skip(",\"reason\":");
        String reason = null;
        if (in.isNext("null")) {
            in.skip("null");
        } else {
            reason = in.string();
        }
        in.skip(",\"details\":{");
        SortedMap<String, String> details = new TreeMap<>();
        while (!in.isNext("}")) {
            String key = (details.isEmpty() ? in : in.skip(",")).string();
            details.put(key, in.skip(":").string());
        }
        in.skip("}}");
        if (kind == null) {
            throw new NotCanonical("'" + word + "' is no known kind");
        }
        try {
            AuditEvent event = new AuditEvent(stream, sequence, at, kind, actor, subject, reason, details);
            in.end(event.canonical);
            return event;
        } catch (IllegalArgumentException notAllowed) {
            throw new NotCanonical(String.valueOf(notAllowed.getMessage()), notAllowed);
        }
    }

    /**
     * The same fact under another number, for who finds its own taken when it appends.
     *
     * @throws IllegalArgumentException if the sequence is not allowed
     */
    public AuditEvent numbered(long another) {
        return new AuditEvent(stream, another, at, kind, actor, subject, reason, details);
    }

    public String stream() {
        return stream;
    }

    public long sequence() {
        return sequence;
    }

    public Instant at() {
        return at;
    }

    public EventKind kind() {
        return kind;
    }

    public String actor() {
        return actor;
    }

    public String subject() {
        return subject;
    }

    public @Nullable String reason() {
        return reason;
    }

    /** Sorted by key; cannot be changed. */
    public SortedMap<String, String> details() {
        return details;
    }

    /** One line of ASCII, the same everywhere, whose bytes the chain hashes. */
    public String canonical() {
        return canonical;
    }

    /** Up to which sequence a {@link EventKind#TRIMMED} event says that events were taken away; otherwise 0. */
    long trimmedThrough() {
        String through = kind == EventKind.TRIMMED ? details.getOrDefault(TRIMMED_THROUGH, "") : "";
        return through.matches("[1-9][0-9]{0,15}") ? Long.parseLong(through) : 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuditEvent event && canonical.equals(event.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }

    static String requireStream(String stream) {
        if (!STREAM.matcher(stream).matches() || digits(stream) > DIGITS_MAX) {
            throw new IllegalArgumentException(
                    "a stream has a name of 1 to 64 of a-z 0-9 . _ -, up to 12 of them digits");
        }
        return stream;
    }

    private static long requireSequence(long sequence) {
        if (sequence < 1 || sequence > CanonicalLine.NUMBER_MAX) {
            throw new IllegalArgumentException("sequences begin at 1 and end at " + CanonicalLine.NUMBER_MAX);
        }
        return sequence;
    }

    private static String requireKey(String key) {
        if (!KEY.matcher(key).matches() || digits(key) > DIGITS_MAX) {
            throw new IllegalArgumentException(
                    "a detail has a key of 1 to 128 of A-Z a-z 0-9 . _ / -, up to 12 of them digits");
        }
        return key;
    }

    private static long digits(String text) {
        return text.chars().filter(Character::isDigit).count();
    }

    /** Cut to length, and lone surrogates replaced, since no encoding has them. */
    private static String fit(String text, int max) {
        StringBuilder out = new StringBuilder(text.length() > max ? text.substring(0, max) : text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < out.length() && Character.isLowSurrogate(out.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out.setCharAt(i, REPLACEMENT);
            }
        }
        return out.toString();
    }

    private String written() {
        StringBuilder out = new StringBuilder(256).append("{\"stream\":");
        CanonicalLine.string(out, stream)
                .append(",\"sequence\":")
                .append(sequence)
                .append(",\"at\":\"")
                .append(CanonicalLine.instant(at))
                .append("\",\"kind\":\"")
                .append(kind.word())
                .append("\",\"actor\":");
        CanonicalLine.string(out, actor).append(",\"subject\":");
        CanonicalLine.string(out, subject).append(",\"reason\":");
        if (reason == null) {
            out.append("null");
        } else {
            CanonicalLine.string(out, Objects.requireNonNull(reason));
        }
        out.append(",\"details\":{");
        String comma = "";
        for (Map.Entry<String, String> detail : details.entrySet()) {
            CanonicalLine.string(out.append(comma), detail.getKey()).append(':');
            CanonicalLine.string(out, detail.getValue());
            comma = ",";
        }
        return out.append("}}").toString();
    }
}
