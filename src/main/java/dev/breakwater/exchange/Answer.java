package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer: head and body, end-to-end headers only.
 *
 * @param status the HTTP status code
 * @param reason the reason phrase, as received; empty in HTTP/2
 * @param headers end-to-end headers, as received
 * @param body the whole body, or its beginning if there is a tail
 * @param tail what is still to come, or null if {@code body} is whole
 */
public record Answer(
        int status,
        String reason,
        MultiMap headers,
        Buffer body,
        @Nullable Tail tail) {

    /** Runs {@code action} once the answer needs the provider no more: now, or when the tail is over. */
    public void whenOver(Runnable action) {
        if (tail == null) {
            action.run();
        } else {
            tail.over().onComplete(done -> action.run());
        }
    }

    /** Lets go of the provider: what has not been passed on by now is not wanted. */
    public void abandon(String why) {
        if (tail != null) {
            tail.abandon(why);
        }
    }
}
