package dev.breakwater.audit;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an export: a header, then each stream between its first line and its trailer. It keeps nothing but its place,
 * and does not check the chain: what was tampered with can be exported, and is found by the {@link ExportVerifier}.
 *
 * <p>Threading: one thread.
 */
public final class ExportWriter {

    private final Appendable out;
    private final List<String> streams;
    private int next;
    private @Nullable Chain sealed;
    private long last;

    /**
     * Writes the header.
     *
     * @param streams all that will follow, in that order, each once
     */
    public ExportWriter(Appendable out, List<String> streams) throws IOException {
        this.out = out;
        this.streams = List.copyOf(streams);
        if (streams.stream().distinct().count() < streams.size()) {
            throw new IllegalArgumentException("a stream is named twice");
        }
        streams.forEach(AuditEvent::requireStream);
        write(new ExportLine.Header(this.streams));
    }

    /**
     * The next stream begins.
     *
     * @param before the chain before the first event that is still kept: {@link Chain#start}, or the end of the last
     *     seal that retention took away
     */
    public void begin(Chain before) throws IOException {
        require(sealed == null && next < streams.size() && streams.get(next).equals(before.stream()));
        next++;
        sealed = before;
        last = before.sequence();
        write(new ExportLine.Begin(before));
    }

    /**
     * The stream's next event.
     *
     * @param hash the chain's hash after it, as it is stored
     */
    public void event(AuditEvent event, String hash) throws IOException {
        require(sealed != null && sealed.stream().equals(event.stream()));
        last = event.sequence();
        write(new ExportLine.Event(hash, event));
    }

    /** The seal over the events since the seal before, right after the last of them. */
    public void seal(Seal seal) throws IOException {
        require(sealed != null && sealed.stream().equals(seal.stream()));
        sealed = seal.end();
        write(new ExportLine.Sealed(seal));
    }

    /** The stream ends. */
    public void end() throws IOException {
        Chain lastSealed = sealed;
        if (lastSealed == null) {
            throw new IllegalStateException("no stream has begun");
        }
        write(new ExportLine.End(lastSealed.stream(), last, lastSealed));
        sealed = null;
    }

    private static void require(boolean inOrder) {
        if (!inOrder) {
            throw new IllegalStateException("an export is written stream by stream, in the order of its header");
        }
    }

    private void write(ExportLine line) throws IOException {
        out.append(line.text()).append('\n');
    }
}
