package dev.breakwater.delivery;

import dev.breakwater.delivery.RecoveryGovernor.Sign;
import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.route.Policy;
import dev.breakwater.upstream.PaceSign;

/**
 * What an outcome says about how many attempts may be under way. That the provider is called too often is heard from
 * the {@link PaceSign}s of all its calls.
 */
final class Signs {

    private static final int SAME_KEY_UNDER_WAY = 409;

    private Signs() {}

    static Sign of(Outcome outcome, long tookNanos, Policy policy) {
        return outcome.fold(
                answered -> tookNanos > slowNanos(policy) ? Sign.BAD : Sign.GOOD,
                Signs::ofRefused,
                notReached -> Sign.BAD,
                Signs::ofUnknown);
    }

    private static Sign ofRefused(Refused refused) {
        PaceSign pace = PaceSign.in(refused, 0);
        boolean onlyPatience = pace != null && pace.isTooOften();
        return refused.refusal() != Refusal.BY_PROVIDER || onlyPatience ? Sign.SILENT : Sign.BAD;
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
