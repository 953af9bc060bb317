package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.buffer.Buffer;

/**
 * A good status line, then header lines that no header may have: NUL, a bare CR, no colon, a space before the colon.
 */
record GarbageInHead() implements Fault {

    private static final String BAD_LINES =
            "X-Nul: a\0b\r\nX-Bare: a\rb\r\nno colon here\r\nX-Space : a\r\n: no name\r\n";

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        Buffer raw = answer.raw();
        int statusLineEnd = raw.toString().indexOf("\r\n") + 2;
        stage.rawThenClose(
                Buffer.buffer()
                        .appendBuffer(raw.slice(0, statusLineEnd))
                        .appendString(BAD_LINES)
                        .appendBuffer(raw.slice(statusLineEnd, raw.length())),
                false);
    }
}
