package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an operator orders for one write.
 *
 * @param reason why; it stands in the write's timeline
 * @param maxWait for a replay: how long the write is wanted from now on, such as {@code 20h}
 * @param as for a resolve: {@code delivered} or {@code undone}
 * @param others what there is no such thing as
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@RegisterForReflection
public record WriteOrder(
        @Schema(description = "Why, in 1 to 500 characters on one line.") @Nullable
        String reason,

        @Schema(description = "For a replay: how long it is wanted from now on, up to `30d`; `20h` if it is missing.")
        @Nullable
        String maxWait,

        @Schema(
                description =
                        "For a resolve: `delivered` (the provider executed it) or `undone` (it surely did not: it is sent again).")
        @Nullable
        String as,

        @Schema(hidden = true) @JsonAnySetter @Nullable Map<String, Object> others) {

    private static final Duration USUAL_WAIT = Duration.ofHours(20);

    /** An order of no other members than these. */
    public WriteOrder(@Nullable String reason, @Nullable String maxWait, @Nullable String as) {
        this(reason, maxWait, as, null);
    }

    /** What is wrong with it, in words; null if nothing is. */
    public @Nullable String fault() {
        if (others != null && !others.isEmpty()) {
            return "There is no member '" + others.keySet().iterator().next() + "'.";
        }
        String unsaid = Reason.fault(reason);
        if (unsaid != null) {
            return unsaid;
        }
        Duration wait = maxWait == null ? USUAL_WAIT : Settings.parseDuration(maxWait);
        return wait == null || wait.isZero() || wait.isNegative() || wait.compareTo(Duration.ofDays(30)) > 0
                ? "'max_wait' is no duration up to 30d; write it like 20h."
                : null;
    }

    public String why() {
        return reason == null ? "" : reason.strip();
    }

    public Duration wanted() {
        Duration given = maxWait == null ? null : Settings.parseDuration(maxWait);
        return given == null ? USUAL_WAIT : given;
    }
}
