package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.QueuedWrite.Event;
import dev.breakwater.writequeue.QueuedWrite.Lookups;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write of which nobody knows whether it was executed, and what was tried. Times are RFC 3339.
 *
 * @param parkedAt since when it waits for a lookup or a person; null if its timeline does not reach back to that
 * @param ageSeconds how long ago it was accepted
 * @param tried its attempts, as far as its timeline reaches back
 * @param waitsFor {@code lookup} if its provider can be asked, else {@code person}
 * @param lookups what was asked since it was parked; null if nothing was
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
record UnknownView(
        @JsonUnwrapped WriteView write,
        @Nullable String parkedAt,
        long ageSeconds,
        List<TriedView> tried,
        String waitsFor,
        @Nullable LookupsView lookups) {

    private static final String ATTEMPTED = "attempted";

    /**
     * One attempt.
     *
     * @param endedAt null if it did not end
     * @param ended what became of the write then: {@code postponed}, {@code parked}, {@code reclaimed} if whoever made
     *     the attempt was not heard of again
     * @param outcome in words, with how far it came on the wire
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record TriedView(
            String at,
            @Nullable String endedAt,
            @Nullable String ended,
            @Nullable String outcome) {}

    /**
     * Lookups that decided nothing.
     *
     * @param nextAt when the replica that made the last one means to make the next; others may be earlier
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record LookupsView(int count, String lastAt, String gave, String nextAt) {
        static LookupsView of(Lookups lookups) {
            return new LookupsView(
                    lookups.count(),
                    lookups.at().toString(),
                    lookups.gave(),
                    lookups.next().toString());
        }
    }

    /** @param canBeAsked whether its provider has a lookup for such writes */
    static UnknownView of(QueuedWrite write, boolean canBeAsked, Instant now) {
        Instant parked = null;
        for (Event event : write.timeline()) {
            parked = event.what().equals("parked") ? event.at() : parked;
        }
        Lookups lookups = write.lookups();
        return new UnknownView(
                WriteView.of(write),
                parked == null ? null : parked.toString(),
                Math.max(0, Duration.between(write.acceptedAt(), now).toSeconds()),
                tried(write.timeline()),
                canBeAsked ? "lookup" : "person",
                lookups == null ? null : LookupsView.of(lookups));
    }

    private static List<TriedView> tried(List<Event> timeline) {
        List<TriedView> tried = new ArrayList<>();
        for (int i = 0; i < timeline.size(); i++) {
            if (timeline.get(i).what().equals(ATTEMPTED)) {
                Event end = i + 1 < timeline.size() ? timeline.get(i + 1) : null;
                tried.add(new TriedView(
                        timeline.get(i).at().toString(),
                        end == null ? null : end.at().toString(),
                        end == null ? null : end.what(),
                        end == null || end.detail().isEmpty() ? null : end.detail()));
            }
        }
        return tried;
    }
}
