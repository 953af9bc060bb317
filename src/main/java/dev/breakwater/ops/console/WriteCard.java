package dev.breakwater.ops.console;

import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.writequeue.QueuedWrite;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queued write as the console shows it: everything but what was sent and what was answered. */
public record WriteCard(
        String id,
        String state,
        @Nullable String reason,
        Tone tone,
        String client,
        String scope,
        @Nullable String lane,
        String accepted,
        String expires,
        int attempts,
        String receipt,
        @Nullable String answer,
        List<Entry> timeline) {

    /** One thing that happened. */
    public record Entry(String at, String what, String detail) {}

    /** Whether it can be put back. */
    public boolean isDead() {
        return state.equals("dead");
    }

    /** Whether it is unknown what became of it. */
    public boolean isParked() {
        return state.equals("parked");
    }

    static WriteCard of(QueuedWrite write, Instant now) {
        Lane lane = write.lane();
        StoredAnswer answer = write.answer();
        String state = write.state().label();
        return new WriteCard(
                write.id().toString(),
                state,
                write.state().reasonIfAny(),
                switch (state) {
                    case "dead" -> Tone.BAD;
                    case "parked" -> Tone.WARN;
                    default -> Tone.OK;
                },
                write.client(),
                write.scope().toString(),
                lane == null ? null : lane.value(),
                Clock.since(write.acceptedAt(), now),
                Clock.day(write.expiresAt()),
                write.attempts(),
                Settings.word(write.receipt().durability())
                        + (write.receipt().replicas() == 0
                                ? ""
                                : ", " + write.receipt().replicas() + " replicas"),
                answer == null ? null : "HTTP " + answer.status(),
                write.timeline().stream()
                        .map(event -> new Entry(Clock.day(event.at()), event.what(), event.detail()))
                        .toList());
    }
}
