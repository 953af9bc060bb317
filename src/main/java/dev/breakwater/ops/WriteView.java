package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.WriteState.Leased;
import dev.breakwater.writequeue.WriteState.Pending;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators see of a queued write: everything but what was sent and what was answered. Times are RFC 3339. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
record WriteView(
        String id,
        String state,
        @Nullable String reason,
        boolean inDoubt,
        String client,
        String provider,
        String route,
        @Nullable String lane,
        String acceptedAt,
        String expiresAt,
        int attempts,
        String durability,
        int replicas,
        @Nullable Integer answerStatus,
        List<EventView> timeline) {

    /** One thing that happened. */
    @RegisterForReflection
    record EventView(String at, String what, String detail) {
        static EventView of(QueuedWrite.Event event) {
            return new EventView(event.at().toString(), event.what(), event.detail());
        }
    }

    static WriteView of(QueuedWrite write) {
        Lane lane = write.lane();
        StoredAnswer answer = write.answer();
        boolean inDoubt = (write.state() instanceof Pending pending && pending.inDoubt())
                || (write.state() instanceof Leased leased && leased.inDoubt());
        return new WriteView(
                write.id().toString(),
                write.state().label(),
                write.state().reasonIfAny(),
                inDoubt,
                write.client(),
                write.scope().provider(),
                write.scope().route(),
                lane == null ? null : lane.value(),
                write.acceptedAt().toString(),
                write.expiresAt().toString(),
                write.attempts(),
                Settings.word(write.receipt().durability()),
                write.receipt().replicas(),
                answer == null ? null : answer.status(),
                write.timeline().stream().map(EventView::of).toList());
    }
}
