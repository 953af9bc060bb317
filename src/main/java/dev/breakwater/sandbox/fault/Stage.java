package dev.breakwater.sandbox.fault;

import dev.breakwater.exchange.Chance;
import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.buffer.Buffer;

/**
 * What a fault can do with the request that it hit. Exactly one of these ends a step; a client gone makes them no-ops.
 */
public interface Stage {

    /** Lets the call run, or if it has run, its answer go out, as if there were no fault. */
    void proceed();

    /** Proceeds once the rule is removed. Forgotten if the client goes away first. */
    void holdWhileActive();

    /** Sends this answer instead, properly framed. */
    void answer(Answer answer);

    /** Sends {@code proper}, properly framed, and then bytes that belong to no answer, on the same connection. */
    void answerWithSurplus(Answer proper, Buffer surplus);

    /** Puts these bytes on the socket as they are, and ends the connection. */
    void rawThenClose(Buffer bytes, boolean reset);

    /** As {@link #rawThenClose}, but slowly. */
    void drip(Buffer bytes, int bytesPerSecond);

    /** Ends the connection without a word. */
    default void close(boolean reset) {
        rawThenClose(Buffer.buffer(), reset);
    }

    Chance chance();
}
