package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.WriteFilter;
import dev.breakwater.writequeue.WriteSearch;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters an operator puts back. All but the reason may be missing.
 *
 * @param reason why; it stands in the timeline of each
 * @param maxWait how long they are wanted from now on
 * @param cause what the reason of their death holds
 * @param deadAfter those that died then or later, RFC 3339
 * @param deadBefore those that died before, RFC 3339
 * @param limit how many at the most
 * @param next where to begin: what an answer has as {@code next}
 * @param dryRun whether only to count them
 * @param others members that there are not
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@RegisterForReflection
public record DeadLettersOrder(
        @Schema(description = "Why, in 1 to 500 characters on one line.") @Nullable
        String reason,

        @Schema(description = "How long they are wanted from now on, up to `30d`; `20h` if it is missing.") @Nullable
        String maxWait,

        @Schema(description = "Those of this provider only.") @Nullable
        String provider,

        @Schema(description = "Those of this route only; with its `provider`.") @Nullable
        String route,

        @Schema(description = "Those with this ordering key only.") @Nullable
        String lane,

        @Schema(description = "Those only whose `reason` holds this, such as `expired`.") @Nullable
        String cause,

        @Schema(description = "Those only that died at this time (RFC 3339) or later.") @Nullable
        String deadAfter,

        @Schema(description = "Those only that died before this time (RFC 3339).") @Nullable
        String deadBefore,

        @Schema(description = "How many at the most: 1 to 1000; 100 if it is missing.") @Nullable
        Integer limit,

        @Schema(description = "Where to begin: what the answer before has as `next`.") @Nullable
        String next,

        @Schema(description = "Only tell which would be put back.") @Nullable
        Boolean dryRun,

        @Schema(hidden = true) @JsonAnySetter @Nullable Map<String, Object> others) {

    /** An order of nothing. */
    public static final DeadLettersOrder EMPTY =
            new DeadLettersOrder(null, null, null, null, null, null, null, null, null, null, null, null);

    private static final String DEAD = "dead";

    /** What is wrong with it, in words; null if nothing is. */
    public @Nullable String fault(Providers providers) {
        String unsaid = single().fault();
        if (unsaid != null) {
            return unsaid;
        }
        if (others != null && !others.isEmpty()) {
            return "There is no '" + String.join("', '", others.keySet()) + "' in this order.";
        }
        if (SearchWords.isNoText(cause)) {
            return "'cause' is left out, or has 1 to 300 characters on one line.";
        }
        if (isNoTime(deadAfter) || isNoTime(deadBefore)) {
            return "'dead_after' and 'dead_before' are written like 2026-01-31T04:00:00Z.";
        }
        return words().fault(providers, "next");
    }

    private static boolean isNoTime(@Nullable String text) {
        return text != null && SearchWords.time(text) == null;
    }

    /** What is ordered for each. */
    public WriteOrder single() {
        return new WriteOrder(reason, maxWait, null);
    }

    private SearchWords words() {
        return new SearchWords(DEAD, provider, route, lane, limit == null ? null : String.valueOf(limit), next);
    }

    /** Those that are meant, the oldest first. */
    public WriteSearch.Query query() {
        return new WriteSearch.Query(
                DEAD,
                false,
                new WriteFilter(provider, route, lane, cause),
                SearchWords.time(deadAfter),
                SearchWords.time(deadBefore),
                words().query().limit());
    }

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }
}
