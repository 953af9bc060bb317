package dev.breakwater.sandbox.api;

import java.util.List;

/** An endpoint's "no", as an answer, together with what it changed all the same (a declined card leaves a trace). */
final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final transient List<Effect> effects;

    ApiError(Answer answer, Effect... effects) {
        super(answer.body().toString(), null, false, false);
        this.answer = answer;
        this.effects = List.of(effects);
    }

    Done done() {
        return new Done(answer, effects);
    }
}
