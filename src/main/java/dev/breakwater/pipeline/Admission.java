package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Whether the provider is to be called.
 *
 * @param hold what is held meanwhile; null if the exchange ends here
 * @param ending how it ends; null if it does not
 */
record Admission(@Nullable Hold hold, @Nullable Ending ending) {

    /** What is held, of an exchange that does not end here. */
    Hold held() {
        if (hold == null) {
            throw new IllegalStateException("it has ended");
        }
        return hold;
    }

    static Admission go(Hold hold) {
        return new Admission(hold, null);
    }

    static Admission over(Ending ending) {
        return new Admission(null, ending);
    }

    static Admission over(Problem problem) {
        return over(Ending.of(problem));
    }
}
