package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;

/** No answer until the fault is removed or the client goes away. Before the effect, it has not even taken its key. */
record Hang(Moment when) implements Fault {

    @Override
    public void beforeEffect(Stage stage) {
        if (when == Moment.BEFORE_EFFECT) {
            stage.holdWhileActive();
        } else {
            stage.proceed();
        }
    }

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        if (when == Moment.AFTER_EFFECT) {
            stage.holdWhileActive();
        } else {
            stage.proceed();
        }
    }
}
