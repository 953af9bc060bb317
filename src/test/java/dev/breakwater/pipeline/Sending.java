package dev.breakwater.pipeline;

import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;

/**
 * What becomes of one attempt: nothing of it leaves, or it is lost on the way there or back, or it comes through.
 *
 * @param fate how far it comes
 * @param deed what the provider makes of it, should it come to do it
 */
record Sending(Fate fate, Deed deed) {

    /** How far an attempt comes. */
    sealed interface Fate {}

    /** We did not send it. */
    record KeptBack(Refusal refusal) implements Fate {}

    /** No connection came about. */
    record NeverLeft() implements Fate {}

    /** No complete answer came back. */
    record Lost(Doubt doubt, Arrival arrival) implements Fate {}

    /** The provider says at its door that it does nothing, with one of the statuses that its contract has for that. */
    record TurnedAway() implements Fate {}

    /** The provider's answer came back whole. */
    record Through() implements Fate {}

    /** When a request whose answer was lost comes to the provider. */
    enum Arrival {
        NEVER,
        AT_ONCE,
        /** At once, and the provider still works at it when the exchange is over. */
        WORKED_AT_TO_THE_END,
        /** When the exchange is over. */
        AT_THE_END
    }

    /**
     * What a provider does with a request that is new to it.
     *
     * @param hidesEffect whether money moves behind a status that leaves it open
     * @param status of its answer
     */
    record Deed(boolean hidesEffect, int status) {}
}
