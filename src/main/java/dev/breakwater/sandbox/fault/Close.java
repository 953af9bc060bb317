package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.buffer.Buffer;

/**
 * The connection ends where an answer was due.
 *
 * @param at how many of the answer's bytes still get out; negative lets {@code when} decide
 * @param reset ends it with a TCP reset instead of an orderly close
 */
record Close(Moment when, long at, boolean reset) implements Fault {

    @Override
    public void beforeEffect(Stage stage) {
        if (when == Moment.BEFORE_EFFECT) {
            stage.close(reset);
        } else {
            stage.proceed();
        }
    }

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        Buffer raw = answer.raw();
        stage.rawThenClose(raw.slice(0, (int) Math.min(raw.length(), cut(answer, raw))), reset);
    }

    private long cut(Answer answer, Buffer raw) {
        int head = answer.rawHead(answer.length()).length();
        if (at >= 0) {
            return at;
        }
        return switch (when) {
            case MID_HEAD -> head / 2;
            case MID_BODY -> head + (raw.length() - head) / 2;
            default -> 0;
        };
    }
}
