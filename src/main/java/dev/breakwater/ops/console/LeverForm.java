package dev.breakwater.ops.console;

import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.Switch;
import dev.breakwater.ops.Reason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The form of the lever, as it is shown and as it comes back.
 *
 * @param scope that was chosen
 * @param scopes that there are
 * @param order what is to be ordered, such as {@code mode:degraded} or {@code retries:off}; {@code clear} takes back
 * @param end a duration from now, or a time; empty for none
 * @param here whether for this replica only
 * @param fault what is wrong with it, in words; null if nothing is known to be
 */
public record LeverForm(
        String scope,
        List<String> scopes,
        String order,
        String reason,
        String end,
        boolean here,
        @Nullable String fault) {

    private static final Duration LASTING_MAX = Duration.ofDays(365);
    private static final String CLEAR = "clear";

    /** What can be ordered of one lever. */
    public record Group(String name, List<Choice> choices) {}

    /** One thing that can be ordered, and how it is called. */
    public record Choice(String value, String label) {}

    /** All that can be ordered. */
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        groups.add(new Group(
                "Mode",
                List.of(
                        new Choice("mode:degraded", "Degraded: kept answers, writes to the queue"),
                        new Choice("mode:suspended", "Suspended: refuse everything"),
                        new Choice("mode:auto", "Auto: call it as usual"),
                        new Choice("mode:" + CLEAR, "Take the mode back: what the wider scope says"))));
        groups.add(new Group(
                "Circuit breakers",
                List.of(
                        new Choice("breaker:open", "Force open: call it no more"),
                        new Choice("breaker:reset", "Reset: close them, and take back what was forced"))));
        for (Switch one : Switch.values()) {
            String name = Settings.word(one);
            groups.add(new Group(
                    "Switch " + name,
                    List.of(
                            new Choice(name + ":off", name + " off"),
                            new Choice(name + ":on", name + " on"),
                            new Choice(name + ":" + CLEAR, name + ": take the order back"))));
        }
        return groups;
    }

    LeverForm withFault(@Nullable String words) {
        return new LeverForm(scope, scopes, order, reason, end, here, words);
    }

    /** What is wrong with its fields; null if nothing is. */
    @Nullable
    String faults(Ticker ticker) {
        if (lever() == null
                || groups().stream()
                        .flatMap(group -> group.choices().stream())
                        .noneMatch(one -> one.value().equals(order))) {
            return "Choose what to order, and for which scope.";
        }
        if (Reason.fault(reason) != null) {
            return "Say why, in 1 to 500 characters on one line: it stands with the order for those who come after.";
        }
        if (end.isEmpty()) {
            return null;
        }
        Instant now = ticker.now();
        Instant until = until(now);
        return until == null
                ? "“Until” is a duration such as 30m or 2h, or a time such as 2026-01-31T03:30:00Z."
                : !until.isAfter(now) || until.isAfter(now.plus(LASTING_MAX))
                        ? "It would be over at " + Clock.day(until) + ": give a time to come, within a year."
                        : mode() == null
                                ? "What is taken back has no end: leave “until” empty."
                                : isReset() ? "A reset is done once and has no end: leave “until” empty." : null;
    }

    /** What it moves; null if there is no such thing. */
    @Nullable
    Lever lever() {
        OrderScope about = OrderScope.parse(scope);
        String name = order.substring(0, Math.max(0, order.indexOf(':')));
        if (about == null) {
            return null;
        }
        if (name.equals("mode")) {
            return Lever.mode(about);
        }
        if (name.equals("breaker")) {
            return Lever.breaker(about);
        }
        return Arrays.stream(Switch.values())
                .filter(one -> Settings.word(one).equals(name))
                .map(one -> new Lever(one, about))
                .findFirst()
                .orElse(null);
    }

    /** What it moves it to; null to take the order back. */
    @Nullable
    Mode mode() {
        String to = order.substring(order.indexOf(':') + 1);
        return switch (to) {
            case CLEAR -> null;
            case "on", "reset" -> Mode.AUTO;
            case "off", "open" -> Mode.SUSPENDED;
            default -> Mode.valueOf(to.toUpperCase(Locale.ROOT));
        };
    }

    private boolean isReset() {
        return order.equals("breaker:reset");
    }

    /** When it is over; null if it is not by itself, or cannot be read. */
    @Nullable
    Instant until(Instant now) {
        Duration lasting = Settings.parseDuration(end);
        try {
            return lasting != null ? now.plus(lasting).truncatedTo(ChronoUnit.MILLIS) : Instant.parse(end);
        } catch (DateTimeException | ArithmeticException none) {
            return null;
        }
    }
}
