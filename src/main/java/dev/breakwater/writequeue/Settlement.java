package dev.breakwater.writequeue;

import dev.breakwater.exchange.StoredAnswer;
import java.time.Duration;
import java.util.function.Function;

/** How a lease ends. */
public sealed interface Settlement {

    /** The provider decided; its answer, yes or no, is the client's. */
    record Deliver(StoredAnswer answer) implements Settlement {}

    /**
     * Later again.
     *
     * @param after from now
     * @param unknown whether this attempt may have been executed; once a write is in doubt, it stays so
     * @param why for the timeline
     */
    record Again(Duration after, boolean unknown, String why) implements Settlement {}

    /** It may have been executed, and sending it again is not safe. */
    record Park(String why) implements Settlement {}

    /** Surely not executed, and pointless to send again. A write in doubt is parked instead. */
    record Bury(String why) implements Settlement {}

    /** Surely not executed, and its client was told that it is not accepted: cancelled. A write in doubt is parked. */
    record Withdraw(String why) implements Settlement {}

    /** The state that it leaves the write in, as states are named to people. */
    default String state() {
        return fold(
                deliver -> "delivered", again -> "pending", park -> "parked", bury -> "dead", withdraw -> "cancelled");
    }

    /** Calls the one function that fits, and returns what it returns. */
    default <T> T fold(
            Function<Deliver, T> deliver,
            Function<Again, T> again,
            Function<Park, T> park,
            Function<Bury, T> bury,
            Function<Withdraw, T> withdraw) {
        if (this instanceof Deliver it) {
            return deliver.apply(it);
        } else if (this instanceof Again it) {
            return again.apply(it);
        } else if (this instanceof Park it) {
            return park.apply(it);
        } else if (this instanceof Bury it) {
            return bury.apply(it);
        }
        return withdraw.apply((Withdraw) this);
    }
}
