package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;

/** The right head, and far too much body. */
record Huge(long bytes, boolean chunked) implements Fault {

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        stage.answer(answer.withFiller(bytes, chunked));
    }
}
