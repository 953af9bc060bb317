package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an operator orders.
 *
 * @param mode for a mode: {@code auto}, {@code degraded} or {@code suspended}
 * @param on for a switch
 * @param reason why; it is shown with the order
 * @param until after which it reverts by itself, as RFC 3339 has it
 * @param lasting the same as a duration from now, such as {@code 30m}; sent as {@code for}
 */
@JsonIgnoreProperties(ignoreUnknown = false)
record OrderBody(
        @Nullable String mode,
        @Nullable Boolean on,
        @Nullable String reason,
        @Nullable String until,
        @JsonProperty("for") @Nullable String lasting) {

    private static final Duration LASTING_MAX = Duration.ofDays(365);

    /** What is wrong with it, in words; null if nothing is. */
    @Nullable
    String fault(boolean ofSwitch, Instant now) {
        if (ofSwitch ? on == null || mode != null : wantedMode() == null || on != null) {
            return ofSwitch
                    ? "Say what the switch is to be: send {\"on\": true} or {\"on\": false}."
                    : "Say which mode: send {\"mode\": \"auto\"}, \"degraded\" or \"suspended\".";
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

    /** What is ordered, of a body without fault. */
    Mode wanted(boolean ofSwitch) {
        Mode wanted = ofSwitch ? (Boolean.TRUE.equals(on) ? Mode.AUTO : Mode.SUSPENDED) : wantedMode();
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
