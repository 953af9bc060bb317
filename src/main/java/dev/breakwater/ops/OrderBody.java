package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an operator orders.
 *
 * @param mode for a mode: {@code auto}, {@code degraded} or {@code suspended}
 * @param on for a switch
 * @param reason why; it is shown with the order
 * @param until after which it reverts by itself, as RFC 3339 has it
 * @param lasting the same as a duration from now, such as {@code 30m}; sent as {@code for}
 * @param others what there is no such thing as
 */
@RegisterForReflection
record OrderBody(
        @Schema(description = "For a mode: `auto`, `degraded` or `suspended`.") @Nullable
        String mode,

        @Schema(description = "For a switch.") @Nullable Boolean on,

        @Schema(description = "Why, in 1 to 500 characters on one line.") @Nullable
        String reason,

        @Schema(description = "After which it reverts by itself (RFC 3339), within a year.") @Nullable
        String until,

        @Schema(description = "The same as a duration from now, such as `30m`.") @JsonProperty("for") @Nullable
        String lasting,

        @Schema(hidden = true) @JsonAnySetter @Nullable Map<String, Object> others) {

    static final OrderBody EMPTY = new OrderBody(null, null, null, null, null, null);

    private static final Duration LASTING_MAX = Duration.ofDays(365);

    /** What is wrong with it, in words; null if nothing is. */
    @Nullable
    String fault(Lever.Kind kind, Instant now) {
        if (others != null && !others.isEmpty()) {
            return "There is no member '" + others.keySet().iterator().next() + "'.";
        }
        String unclear = unclear(kind);
        if (unclear != null) {
            return unclear;
        }
        if (until != null && lasting != null) {
            return "Send 'until' or 'for', not both.";
        }
        Instant end = end(now);
        if ((until != null || lasting != null) && end == null) {
            return "'until' is a time such as 2026-01-31T03:30:00Z, 'for' a duration such as 30m.";
        }
        return end != null && (!end.isAfter(now) || end.isAfter(now.plus(LASTING_MAX)))
                ? "It would be over at " + end + ": give a time to come, within a year."
                : Reason.fault(reason);
    }

    private @Nullable String unclear(Lever.Kind kind) {
        return switch (kind) {
            case MODE ->
                wantedMode() == null || on != null
                        ? "Say which mode: send {\"mode\": \"auto\"}, \"degraded\" or \"suspended\"."
                        : null;
            case SWITCH ->
                on == null || mode != null
                        ? "Say what the switch is to be: send {\"on\": true} or {\"on\": false}."
                        : null;
            case BREAKER ->
                on != null || mode != null
                        ? "A breaker has neither 'mode' nor 'on': send a 'reason', and an end if it is to be opened."
                        : null;
        };
    }

    /** Whether it is to end by itself. */
    boolean ends() {
        return until != null || lasting != null;
    }

    /** What is ordered of a mode or a switch, of a body without fault. */
    Mode wanted(Lever.Kind kind) {
        Mode wanted = kind == Lever.Kind.SWITCH ? (Boolean.TRUE.equals(on) ? Mode.AUTO : Mode.SUSPENDED) : wantedMode();
        return wanted == null ? Mode.AUTO : wanted;
    }

    String why() {
        return reason == null ? "" : reason.strip();
    }

    @Nullable
    Instant end(Instant now) {
        if (lasting != null) {
            Duration length = Settings.parseDuration(lasting);
            return length == null ? null : now.plus(length).truncatedTo(ChronoUnit.MILLIS);
        }
        try {
            return until == null ? null : Instant.parse(until);
        } catch (DateTimeParseException noTime) {
            return null;
        }
    }

    private @Nullable Mode wantedMode() {
        return Arrays.stream(Mode.values())
                .filter(one -> Settings.word(one).equals(mode))
                .findFirst()
                .orElse(null);
    }
}
