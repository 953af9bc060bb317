package dev.breakwater.delivery;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.upstream.ResendRule;

/**
 * What becomes of a queued write after an attempt. A pure function: {@code SettlementRuleTest} is its table. It knows
 * no wish to be done: what may have been executed is never called anything else.
 */
final class SettlementRule {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** What becomes of it. */
    enum Verdict {
        /** The provider decided, yes or no: its answer is the client's. */
        DELIVER,
        /** The provider does not accept our credential: nothing was done, and no other write would fare better. */
        CREDENTIAL_REFUSED,
        /** Nothing was done, and the provider wants to be left alone for a while. */
        AFTER_A_REST,
        /** Nothing was done. */
        AGAIN,
        /** It may have been executed, and the provider will recognise it. */
        AGAIN_IN_DOUBT,
        /** We did not send it. */
        HAND_BACK,
        /** It may have been executed, and sending it again is not safe or pointless. */
        PARK
    }

    private SettlementRule() {}

    /**
     * @param resend of the write's route
     * @param exchange what was sent
     * @param outcome what is known after this attempt
     * @param inDoubt whether an earlier attempt may have been executed
     * @param patient whether an error that the provider may only be repeating is worth another attempt
     */
    static Verdict of(ResendRule resend, Exchange exchange, Outcome outcome, boolean inDoubt, boolean patient) {
        return outcome.fold(
                answered -> ofAnswered(resend, answered, inDoubt),
                refused -> refused.refusal() == Refusal.BY_PROVIDER ? Verdict.AFTER_A_REST : Verdict.HAND_BACK,
                notReached -> Verdict.AGAIN,
                unknown -> ofUnknown(resend, exchange, unknown, patient));
    }

    /** Whether a write may be sent at all: one in doubt only if the provider will recognise it. */
    static boolean maySend(ResendRule resend, Exchange exchange, boolean inDoubt) {
        return !inDoubt || resend.isRecognised(exchange);
    }

    private static Verdict ofAnswered(ResendRule resend, Answered answered, boolean inDoubt) {
        int status = answered.answer().status();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return Verdict.CREDENTIAL_REFUSED;
        }
        return !inDoubt || resend.settlesEarlier(answered) ? Verdict.DELIVER : Verdict.PARK;
    }

    private static Verdict ofUnknown(ResendRule resend, Exchange exchange, Unknown unknown, boolean patient) {
        boolean again = resend.isSafe(exchange, unknown) && (patient || resend.bringsMore(unknown));
        return again ? Verdict.AGAIN_IN_DOUBT : Verdict.PARK;
    }
}
