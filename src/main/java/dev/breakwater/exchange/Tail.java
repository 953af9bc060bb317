package dev.breakwater.exchange;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The rest of an answer that is too large to hold: it arrives while it is passed on. It starts paused.
 *
 * <p>If the provider breaks off, the exception handler is called and the end handler never is: whoever passes the bytes
 * on must then break off too, so that half an answer never looks whole.
 *
 * <p>Threading: everything happens on the event loop of the exchange.
 */
public interface Tail extends ReadStream<Buffer> {

    /**
     * Nobody wants the rest any more: drop the provider's connection. Does nothing once {@link #over()} is complete.
     */
    void abandon(String why);

    /** Completes when the last byte was seen, or fails when the provider broke off or the rest was abandoned. */
    Future<Void> over();
}
