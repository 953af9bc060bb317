package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.WriteId;

/** What an answer says of the store, beside what it says of the provider. */
final class Marks {

    private static final String STORE = "Breakwater-Store";

    private Marks() {}

    /** The write went on without the store: only the provider's own idempotency holds. */
    static Ending storeAway(Ending ending) {
        return marked(ending, STORE, "unavailable");
    }

    /** The write is in the queue under this name. */
    static Ending write(Ending ending, WriteId id) {
        return marked(ending, Problem.WRITE_ID, id.toString());
    }

    private static Ending marked(Ending ending, String name, String value) {
        Problem problem = ending.problem();
        if (problem != null) {
            return Ending.of(problem.with(name, value));
        }
        Answer answer = ending.answer();
        if (answer != null) {
            answer.headers().set(name, value);
        }
        return ending;
    }
}
