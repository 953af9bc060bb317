package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer with a great many header lines more. */
record HeaderFlood(int count) implements Fault {

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        for (int i = 0; i < count; i++) {
            headers.put("X-Flood-" + i, "drop");
        }
        stage.answer(new Answer(answer.status(), headers, answer.body(), answer.filler(), answer.chunked()));
    }
}
