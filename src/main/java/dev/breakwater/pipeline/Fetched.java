package dev.breakwater.pipeline;

import dev.breakwater.cache.CachedAnswer;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking the provider for one read, for whoever waits for it.
 *
 * <p>Threading: nobody changes it; each takes a {@link #copy}.
 *
 * @param outcome of all attempts together
 * @param asked the request as it was sent
 * @param kept the answer as it is kept now; null if it is not
 * @param confirmed whether the provider only said that what was kept holds
 * @param forAll whether others who asked the same may have it, too
 */
public record Fetched(
        Outcome outcome, Exchange asked, @Nullable CachedAnswer kept, boolean confirmed, boolean forAll) {

    /** The outcome with an answer of its own; what is passed on as it comes goes to one only, so it is left out. */
    Outcome copy() {
        if (outcome instanceof Outcome.Answered answered) {
            return new Outcome.Answered(copy(answered.answer()));
        }
        Answer answer = outcome.anyAnswer();
        if (answer == null) {
            return outcome;
        }
        Answer own = answer.tail() == null ? copy(answer) : null;
        return outcome instanceof Refused refused
                ? new Refused(refused.refusal(), refused.retryAfter(), own)
                : new Unknown(((Unknown) outcome).doubt(), ((Unknown) outcome).why(), own);
    }

    private static Answer copy(Answer answer) {
        return new Answer(
                answer.status(),
                answer.reason(),
                HttpHeaders.headers().addAll(answer.headers()),
                answer.body().slice(),
                null);
    }
}
