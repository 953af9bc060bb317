package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.buffer.Buffer;

/**
 * The head announces another length than the body has. Too short a body ends with the connection; of too long a one,
 * the surplus stays on the connection, in front of the next answer.
 */
record WrongContentLength(int declared, int actual) implements Fault {

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        if (actual > declared) {
            Answer proper = new Answer(answer.status(), answer.headers(), Answer.filler(declared, 'a'), 0, false);
            stage.answerWithSurplus(proper, Answer.filler(actual - declared, 'b'));
        } else {
            Buffer raw = answer.rawHead(declared).appendBuffer(Answer.filler(actual, 'a'));
            stage.rawThenClose(raw, false);
        }
    }
}
