package dev.breakwater.fallback;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.route.Kind;
import java.time.Duration;
import java.util.Map;

/**
 * The decision table of the Recover stage. A complete answer of the provider passes as the provider sent it, errors
 * included; where there is none, the client is told what is known, and nothing more.
 *
 * <p>Threading: stateless.
 */
public final class Recovery {

    private static final Duration SOON = Duration.ofSeconds(1);

    /**
     * @param outcome of all attempts together
     * @param kind what the route's calls may do
     * @param recognised whether the provider would know the same request again by its key
     */
    public Ending recover(Outcome outcome, Kind kind, boolean recognised) {
        return outcome.fold(
                answered -> Ending.of(outcome.label(), answered.answer()),
                Recovery::ofRefused,
                Recovery::ofNotReached,
                unknown -> ofUnknown(unknown, kind, recognised));
    }

    private static Ending ofRefused(Refused refused) {
        Answer answer = refused.answer();
        if (answer != null) {
            if (!answer.headers().contains("retry-after")) {
                answer.headers().set("Retry-After", "1");
            }
            return Ending.of(refused.label(), answer);
        }
        Duration wait = refused.retryAfter().compareTo(SOON) > 0 ? refused.retryAfter() : SOON;
        return Ending.of(problem(refused, wait));
    }

    private static Problem problem(Refused refused, Duration wait) {
        switch (refused.refusal()) {
            case BREAKER_OPEN:
                return Problem.forNow(
                                ProblemType.BREAKER_OPEN,
                                "Nothing was sent: this route's recent calls failed or were slow. Send the same request again later.",
                                wait)
                        .withProxyError("destination_unavailable");
            case BULKHEAD_FULL:
                return Problem.forNow(
                                ProblemType.BULKHEAD_FULL,
                                "Nothing was sent: no place was free among the calls under way. Send the same request again later.",
                                wait)
                        .withProxyError("connection_limit_reached");
            case BY_MODE:
                return Problem.forNow(
                                ProblemType.DEGRADED,
                                "Nothing was sent: operators have taken the provider out of the path. Send the same request again later.",
                                wait)
                        .withProxyError("destination_unavailable");
            default:
                return Problem.forNow(
                        ProblemType.DEADLINE_PASSED,
                        "Nothing was sent: the deadline passed first. Send the same request again, with a later deadline if it was yours.",
                        wait);
        }
    }

    private static Ending ofNotReached(NotReached notReached) {
        return Ending.of(new Problem(
                        ProblemType.PROVIDER_NOT_REACHED,
                        "No byte of the request left: " + notReached.why() + ". Send the same request again later.",
                        notReached.label(),
                        true,
                        SOON,
                        Map.of())
                .withProxyError("destination_unavailable"));
    }

    private static Ending ofUnknown(Unknown unknown, Kind kind, boolean recognised) {
        Answer answer = unknown.answer();
        if (answer != null) {
            return Ending.of(unknown.label(), answer);
        }
        if (unknown.doubt() == Doubt.INTERNAL) {
            return Ending.of(new Problem(ProblemType.INTERNAL, unknown.why(), unknown.label(), false, null, Map.of()));
        }
        return Ending.of(kind == Kind.WRITE ? ofWrite(unknown, recognised) : ofRead(unknown));
    }

    private static Problem ofWrite(Unknown unknown, boolean recognised) {
        String cure = recognised
                ? "Send the same request with the same idempotency key: the provider will not execute it twice."
                : "Do not send it again before you have looked it up at the provider: it may have been executed.";
        return new Problem(
                        ProblemType.OUTCOME_UNKNOWN,
                        "The request was sent, and no complete answer came back: " + unknown.why() + ". " + cure,
                        unknown.label(),
                        recognised,
                        null,
                        Map.of())
                .withProxyError(proxyError(unknown.doubt()));
    }

    private static Problem ofRead(Unknown unknown) {
        boolean late = unknown.doubt() == Doubt.TIMEOUT;
        return new Problem(
                        late ? ProblemType.PROVIDER_TIMEOUT : ProblemType.PROVIDER_ANSWER_INVALID,
                        "The provider was asked, and no usable answer came back: " + unknown.why() + ".",
                        unknown.label(),
                        true,
                        null,
                        Map.of())
                .withProxyError(proxyError(unknown.doubt()));
    }

    private static String proxyError(Doubt doubt) {
        switch (doubt) {
            case TIMEOUT:
                return "http_response_timeout";
            case CUT:
                return "http_response_incomplete";
            default:
                return "http_protocol_error";
        }
    }
}
