package dev.breakwater.sandbox.fault;

import dev.breakwater.exchange.Chance;
import dev.breakwater.sandbox.api.Answer;

/** One thing that goes wrong. Each kind overrides the moment at which it does; otherwise all is well. */
public interface Fault {

    /** The request is here, nothing has run. */
    default void beforeEffect(Stage stage) {
        stage.proceed();
    }

    /** The call has run and {@code answer} is what it deserves. */
    default void afterEffect(Stage stage, Answer answer) {
        stage.proceed();
    }

    /** What the provider remembers under the call's key. */
    default Answer remembered(Answer answer) {
        return answer;
    }

    /** How long the call takes on its way, whatever else happens to it. */
    default long delayMillis(Chance chance) {
        return 0;
    }

    /** True for faults that change the circumstances and leave room for another fault on the same request. */
    default boolean isCircumstance() {
        return false;
    }

    default boolean forgetsKeys() {
        return false;
    }

    default boolean refusesConnections() {
        return false;
    }
}
