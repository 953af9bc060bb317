package dev.breakwater.route;

import dev.breakwater.exchange.StoredAnswer;
import org.jspecify.annotations.Nullable;

/** What a {@link Lookup} learnt from an answer. */
public sealed interface Finding {

    /**
     * The provider knows something by the reference.
     *
     * @param count how many
     * @param answer what the write's client would have been answered; null if only the fact is known
     */
    record Found(int count, @Nullable StoredAnswer answer) implements Finding {}

    /** The provider knows nothing by the reference, at the moment. */
    record None() implements Finding {}

    /**
     * The answer tells nothing.
     *
     * @param why for people
     */
    record Nothing(String why) implements Finding {}
}
