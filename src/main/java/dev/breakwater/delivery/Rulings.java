package dev.breakwater.delivery;

import dev.breakwater.delivery.SettlementRule.Verdict;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.guard.Backoff;
import dev.breakwater.upstream.PaceSign;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link SettlementRule} says: pauses the provider if its credential is refused, and words the
 * settlement.
 */
final class Rulings {

    /** Stands in an answer whose body was too large to be kept. */
    static final String BODY_HEADER = "Breakwater-Body";

    private final ProviderDrain drain;
    private final Backoff backoff;

    Rulings(ProviderDrain drain, Backoff backoff) {
        this.drain = drain;
        this.backoff = backoff;
    }

    /**
     * How the lease ends; null if it is handed back.
     *
     * @param atLeast how long the write waits on top of its backoff before it is tried again
     */
    @Nullable
    Settlement carryOut(Verdict verdict, Outcome outcome, LeasedWrite write, Duration atLeast) {
        Answer answer = outcome.anyAnswer();
        String what = words(outcome);
        Duration asked = asked(outcome);
        if (verdict == Verdict.CREDENTIAL_REFUSED && answer != null) {
            drain.credentialRefused(answer.status());
        }
        Duration after = asked.plus(atLeast).plus(backoff.after(write.attempts() + 1));
        switch (verdict) {
            case DELIVER:
                drain.accepted();
                return answer == null ? new Settlement.Park(what) : new Settlement.Deliver(kept(answer));
            case CREDENTIAL_REFUSED:
            case AFTER_A_REST:
            case AGAIN:
                return new Settlement.Again(after, false, what);
            case AGAIN_IN_DOUBT:
                return new Settlement.Again(after, true, what);
            case PARK:
                return new Settlement.Park(parkedBecause(outcome, write, what));
            default:
                return null;
        }
    }

    /** How long the provider is left alone after it. */
    private Duration asked(Outcome outcome) {
        PaceSign sign = PaceSign.in(outcome, 0);
        return sign == null ? Duration.ZERO : drain.restAfter(sign);
    }

    private static String parkedBecause(Outcome outcome, LeasedWrite write, String what) {
        return outcome instanceof Outcome.Answered && write.inDoubt()
                ? what + ", which does not say what became of an earlier attempt"
                : what + ", and sending it again is not safe or would bring the same";
    }

    private static String words(Outcome outcome) {
        return outcome.fold(
                answered -> "the provider answered " + answered.answer().status(),
                refused -> refused.answer() == null
                        ? "not sent: "
                                + refused.refusal()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' ')
                        : "the provider answered " + refused.answer().status() + " and did nothing",
                notReached -> "not reached: " + notReached.why(),
                unknown -> unknown.why());
    }

    /** An answer that is too large to be held is kept without its body. */
    private static StoredAnswer kept(Answer answer) {
        if (answer.tail() == null) {
            return StoredAnswer.of(answer);
        }
        answer.abandon("the answer to a queued write is too large to be kept");
        List<Map.Entry<String, String>> headers =
                new ArrayList<>(answer.headers().entries());
        headers.removeIf(header -> header.getKey().equalsIgnoreCase("content-length"));
        headers.add(Map.entry(BODY_HEADER, "not-kept"));
        return new StoredAnswer(answer.status(), answer.reason(), headers, new byte[0]);
    }
}
