package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Problem;
import dev.breakwater.route.Kind;
import dev.breakwater.route.ResultRule;
import org.jspecify.annotations.Nullable;

/**
 * What an ending says of the payment that a write is. Each payment is counted when something becomes of it, and not
 * again when its client is told once more.
 *
 * <p>Threading: stateless.
 */
final class Payment {

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

    private Payment() {}

    /** Notes the result at the exchange, if it has one. */
    static Ending noted(Passage passage, Ending ending) {
        PaymentResult result = passage.route().kind() == Kind.WRITE ? result(passage, ending) : null;
        if (result != null) {
            passage.exchange().resulted(result);
        }
        return ending;
    }

    private static @Nullable PaymentResult result(Passage passage, Ending ending) {
        Exchange exchange = passage.exchange();
        Answer answer = ending.answer();
        if (exchange.isRetold()) {
            return null;
        }
        switch (ending.outcome()) {
            case "answered":
                ResultRule rule = passage.provider().settings().contract().results();
                return answer == null ? null : of(rule, answer);
            case "queued":
                return PaymentResult.QUEUED;
            case "unknown":
                return PaymentResult.UNKNOWN;
            case "refused":
            case "not-reached":
                return isMistake(ending.problem()) ? PaymentResult.ERROR : PaymentResult.REFUSED;
            default:
                return null; // replayed
        }
    }

    private static PaymentResult of(ResultRule rule, Answer answer) {
        long size = answer.tail() == null ? answer.body().length() : -1;
        return rule.of(answer.status(), size, answer.body()::getBytes);
    }

    /** Whether the request was wrong: a client that asks too often is refused. */
    private static boolean isMistake(@Nullable Problem problem) {
        int status = problem == null ? FIRST_SERVER_ERROR : problem.type().status();
        return status < FIRST_SERVER_ERROR && status != TOO_MANY;
    }
}
