package dev.breakwater.delivery;

import dev.breakwater.delivery.RecoveryGovernor.Sign;
import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.route.Policy;

/** What an outcome says about the pace at which a backlog is delivered. */
final class Signs {

    static final int TOO_MANY_REQUESTS = 429;
    private static final int SAME_KEY_UNDER_WAY = 409;

    private Signs() {}

    static Sign of(Outcome outcome, long tookNanos, Policy policy) {
        return outcome.fold(
                answered -> tookNanos > slowNanos(policy) ? Sign.BAD : Sign.GOOD,
                Signs::ofRefused,
                notReached -> Sign.BAD,
                Signs::ofUnknown);
    }

    /** Whether the provider says that it is called too often. */
    static boolean isTooOften(Outcome outcome) {
        return outcome instanceof Refused refused
                && refused.answer() != null
                && refused.answer().status() == TOO_MANY_REQUESTS;
    }

    private static Sign ofRefused(Refused refused) {
        if (refused.refusal() != Refusal.BY_PROVIDER) {
            return Sign.SILENT;
        }
        return isTooOften(refused) ? Sign.TOO_OFTEN : Sign.BAD;
    }

    private static Sign ofUnknown(Unknown unknown) {
        boolean ours = unknown.doubt() == Doubt.INTERNAL || unknown.doubt() == Doubt.ABANDONED;
        boolean underWay = unknown.answer() != null && unknown.answer().status() == SAME_KEY_UNDER_WAY;
        return ours || underWay ? Sign.SILENT : Sign.BAD;
    }

    private static long slowNanos(Policy policy) {
        BreakerPolicy breaker = policy.breaker();
        return breaker == null
                ? policy.attemptTimeout().toNanos() / 2
                : breaker.slowCall().toNanos();
    }
}
