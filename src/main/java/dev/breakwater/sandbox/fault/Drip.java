package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;

/** The answer comes, head and all, a few bytes at a time, and then the connection ends. */
record Drip(int bytesPerSecond) implements Fault {

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        stage.drip(answer.raw(), bytesPerSecond);
    }
}
