package dev.breakwater.fallback;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.WriteState;
import dev.breakwater.writequeue.WriteState.Discarded;
import dev.breakwater.writequeue.WriteState.Parked;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of a write that waits, or did: the second half of the decision table.
 *
 * <p>Threading: stateless.
 */
public final class QueueAnswers {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final String UNKNOWN = "unknown";

    private QueueAnswers() {}

    /** Where {@code write} stands, to whoever sends it again or has just sent it. */
    public static Ending of(QueuedWrite write) {
        WriteState state = write.state();
        if (state instanceof WriteState.Delivered) {
            return delivered(write);
        }
        if (state instanceof Parked parked) {
            return named(unknownFor(parked.reason()), write.id());
        }
        if (state instanceof WriteState.Pending || state instanceof WriteState.Leased) {
            return accepted(write);
        }
        return named(notDelivered(state), write.id());
    }

    /** A stored answer, given again. */
    public static Ending replayed(StoredAnswer stored) {
        Answer answer = stored.toAnswer(HttpHeaders.headers());
        answer.headers().set("Idempotent-Replayed", "true");
        return Ending.of("replayed", answer);
    }

    /** Its record is gone: it was kept as long as records are. */
    public static Ending gone(WriteId id) {
        return named(unknownFor("its record is no longer kept"), id);
    }

    public static Problem full(String why) {
        return Problem.forNow(ProblemType.QUEUE_FULL, "Not accepted, and nothing was sent: " + why + ".", LATER);
    }

    public static Problem notDurable(String why) {
        return Problem.forNow(ProblemType.STORE_NOT_DURABLE, "Not accepted, and nothing was sent: " + why + ".", LATER);
    }

    public static Problem laneBusy() {
        return Problem.forNow(
                ProblemType.LANE_BUSY,
                "Nothing was sent: earlier writes of its lane wait, and this one may not wait behind them.",
                LATER);
    }

    public static Problem storeUnavailable() {
        return Problem.forNow(
                ProblemType.STORE_UNAVAILABLE,
                "Nothing was sent: this route takes no writes while the store cannot be reached.",
                SOON);
    }

    /** Nobody knows whether it was stored: never "rejected". */
    public static Problem notConfirmed(String why) {
        return new Problem(
                ProblemType.NOT_CONFIRMED,
                "It may have been accepted, or not: " + why
                        + ". Send the same request with the same idempotency key: it will be executed once at the most.",
                UNKNOWN,
                true,
                SOON,
                Map.of());
    }

    public static Problem mustNotBeStored(String why) {
        return Problem.ofRequest(
                ProblemType.MUST_NOT_BE_STORED,
                "Not accepted, and nothing was sent: " + why + ". Leave Breakwater-Queue: now out.");
    }

    private static Ending accepted(QueuedWrite write) {
        MultiMap headers = HttpHeaders.headers()
                .set("Content-Type", "application/json")
                .set("Cache-Control", "no-store")
                .set("Location", WriteJson.place(write.id()))
                .set(Problem.WRITE_ID, write.id().toString());
        return Ending.of(
                "queued", new Answer(202, "", headers, WriteJson.brief(write).toBuffer(), null));
    }

    private static Ending delivered(QueuedWrite write) {
        StoredAnswer stored = write.answer();
        if (stored == null) {
            return named(
                    new Problem(
                            ProblemType.ANSWER_NOT_KEPT,
                            "The provider has executed this write, as a lookup or a person found. Its answer is not known.",
                            "answered",
                            false,
                            null,
                            Map.of()),
                    write.id());
        }
        Ending ending = replayed(stored);
        Answer answer = ending.answer();
        if (answer != null) {
            answer.headers().set(Problem.WRITE_ID, write.id().toString());
        }
        return ending;
    }

    private static Problem unknownFor(String why) {
        return new Problem(
                ProblemType.OUTCOME_UNKNOWN,
                "This write may have been executed, and waits for somebody to find out: " + why + ".",
                UNKNOWN,
                false,
                null,
                Map.of());
    }

    private static Problem notDelivered(WriteState state) {
        String reason = state.reasonIfAny();
        boolean known = !(state instanceof Discarded); // what is discarded may have been parked before
        String what = state instanceof WriteState.Cancelled
                ? "It was cancelled before it was sent."
                : known
                        ? "It was surely not executed, and waits for an operator: " + reason + "."
                        : "An operator gave it up; whether it was executed is in the provider's books.";
        return new Problem(
                ProblemType.WRITE_NOT_DELIVERED,
                what + " The same key gives this answer again; for another try use a new one.",
                known ? "refused" : UNKNOWN,
                false,
                null,
                Map.of());
    }

    private static Ending named(Problem problem, @Nullable WriteId id) {
        return Ending.of(id == null ? problem : problem.with(Problem.WRITE_ID, id.toString()));
    }
}
