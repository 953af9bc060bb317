package dev.breakwater.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link ExportVerifier} says of an export.
 *
 * @param fault the first thing that is wrong; null if it is whole
 * @param ends how far each stream goes that was read to its end, in the order of the export
 */
public record Verdict(@Nullable Fault fault, List<End> ends) {

    public Verdict {
        ends = List.copyOf(ends);
    }

    public boolean isWhole() {
        return fault == null;
    }

    /**
     * What is wrong, and where.
     *
     * @param stream empty if it is no stream's
     * @param from the first bad event's sequence, or the first that may be it
     * @param to the last that may be it; the same as {@code from} if it is known exactly
     */
    public record Fault(Tampering what, String stream, long from, long to, String words) {

        /** One line for people. */
        public String line() {
            String events = from == to ? "event " + from : "events " + from + " to " + to;
            return what.word() + ": " + (stream.isEmpty() ? "" : stream + " " + events + ": ") + words;
        }
    }

    /**
     * A stream's end.
     *
     * @param last its last event's sequence; 0 if it has none
     * @param sealed where its last seal ends: remember it, as a later export must still have it
     */
    public record End(String stream, long last, Chain sealed) {

        /** Events after the last seal, which nothing proves. */
        public long unsealed() {
            return last - sealed.sequence();
        }
    }
}
