package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;

/**
 * Another status than the call deserves.
 *
 * @param executed the call has its effect all the same
 * @param remember the error is what the provider keeps under the key and repeats; otherwise the true answer is kept
 */
record ErrorAnswer(Answer error, boolean executed, boolean remember) implements Fault {

    @Override
    public void beforeEffect(Stage stage) {
        if (executed) {
            stage.proceed();
        } else {
            stage.answer(error);
        }
    }

    @Override
    public void afterEffect(Stage stage, Answer answer) {
        stage.answer(error);
    }

    @Override
    public Answer remembered(Answer answer) {
        return remember ? error : answer;
    }
}
