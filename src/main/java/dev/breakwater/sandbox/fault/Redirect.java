package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** "Go elsewhere", and nothing done. */
record Redirect(String location, int status) implements Fault {

    @Override
    public void beforeEffect(Stage stage) {
        stage.answer(new Answer(status, Map.of("Location", location), Buffer.buffer(), 0, false));
    }
}
