package dev.breakwater.fault.queue.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** What was sent to the provider, attempt by attempt. */
final class Attempts {

    private Attempts() {}

    static void check(Account of, Evidence evidence, List<Violation> found) {
        List<Arrival> attempts =
                of.arrivals.stream().sorted(Comparator.comparing(Arrival::from)).toList();
        if (attempts.isEmpty()) {
            return;
        }
        if (of.asked.isEmpty()) {
            found.add(new Violation(Rule.ONE_EFFECT, of.key, "sent, and nobody asked for it: " + attempts));
            return;
        }
        Arrival first = attempts.get(0);
        Instant busyUntil = Instant.MIN;
        for (Arrival attempt : attempts) {
            if (!attempt.payload().equals(of.payload())) {
                found.add(new Violation(Rule.ONE_PAYLOAD, of.key, of.payload() + " is its payload, sent " + attempt));
            }
            if (!attempt.bytes().equals(first.bytes())) {
                found.add(new Violation(Rule.SAME_BYTES, of.key, "first " + first + ", then " + attempt));
            }
            Duration window = evidence.window();
            if (window != null && !attempt.from().isBefore(first.from().plus(window))) {
                found.add(new Violation(Rule.INSIDE_WINDOW, of.key, "first " + first + ", then " + attempt));
            }
            if (attempt.from().isBefore(busyUntil) && !evidence.lateOwners()) {
                found.add(new Violation(Rule.ONE_IN_FLIGHT, of.key, "begun before another ended: " + attempts));
            }
            Instant until = attempt.until() == null ? Instant.MAX : attempt.until();
            busyUntil = until.isAfter(busyUntil) ? until : busyUntil;
        }
    }
}
