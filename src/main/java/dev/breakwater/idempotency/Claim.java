package dev.breakwater.idempotency;

import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What claiming a key gave. Java 17 has no pattern switch: {@link #fold} is the exhaustive one. */
public sealed interface Claim {

    /**
     * It is ours.
     *
     * @param key what is claimed
     * @param token never given to anybody else; the later steps show it
     * @param doubt how long ago an earlier claim may have begun sending without anybody knowing how it ended; null if
     *     there was none
     * @param keep how long the record is kept
     */
    record Held(KeyScope key, String token, @Nullable Duration doubt, Duration keep) implements Claim {}

    /**
     * Another exchange has it.
     *
     * @param retryAfter when its lease ends at the latest
     */
    record InFlight(Duration retryAfter) implements Claim {}

    /** The key stands for another request. */
    record OtherRequest() implements Claim {}

    /** It is done. */
    record Finished(StoredAnswer answer) implements Claim {}

    /** It waits in the write queue, or did. */
    record Queued(WriteId id) implements Claim {}

    /** Calls the one function that fits, and returns what it returns. */
    default <T> T fold(
            Function<Held, T> held,
            Function<InFlight, T> inFlight,
            Function<OtherRequest, T> otherRequest,
            Function<Finished, T> finished,
            Function<Queued, T> queued) {
        if (this instanceof Held it) {
            return held.apply(it);
        } else if (this instanceof InFlight it) {
            return inFlight.apply(it);
        } else if (this instanceof OtherRequest it) {
            return otherRequest.apply(it);
        } else if (this instanceof Finished it) {
            return finished.apply(it);
        }
        return queued.apply((Queued) this);
    }
}
