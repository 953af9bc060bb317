package dev.breakwater.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes seals. A pure step: the caller keeps the seals, and sees to it that one at a time seals a stream.
 *
 * <p>Threading: any thread.
 */
public final class Sealer {

    private final SealKey key;

    public Sealer(SealKey key) {
        this.key = key;
    }

    /**
     * The seal over a run.
     *
     * @param previous the stream's seal before; null if there is none
     * @param run the events right after it, at least one
     * @param at kept to the millisecond
     * @throws IllegalArgumentException if the run is empty, has a gap, or does not begin where the previous seal ends
     */
    public Seal next(@Nullable Seal previous, List<AuditEvent> run, Instant at) {
        if (run.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to seal");
        }
        Chain start = previous == null ? Chain.start(run.get(0).stream()) : previous.end();
        Chain end = start;
        for (AuditEvent event : run) {
            end = end.append(event);
        }
        Seal unsigned = new Seal(
                start.stream(),
                start.sequence() + 1,
                end.sequence(),
                start.hash(),
                end.hash(),
                CanonicalLine.instantFit(at),
                key.id(),
                "");
        return unsigned.signed(key.sign(unsigned.signedText()));
    }
}
