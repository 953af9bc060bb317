package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.buffer.Buffer;

/** Random bytes instead of an HTTP answer. */
record Garbage(int bytes) implements Fault {

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        Buffer noise = Buffer.buffer();
        for (int i = 0; i < bytes; i++) {
            noise.appendByte((byte) (stage.chance().next() * 256));
        }
        stage.rawThenClose(noise, false);
    }
}
