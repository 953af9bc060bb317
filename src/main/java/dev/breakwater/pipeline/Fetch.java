package dev.breakwater.pipeline;

import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheKey;
import dev.breakwater.cache.CachedAnswer;
import dev.breakwater.cache.Validators;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.route.CachePolicy;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Asks the provider for a read whose answer may be kept: on the condition that it has changed, if one is kept that can
 * be asked for like that.
 *
 * <p>Threading: for its event loop.
 */
final class Fetch {

    private static final int NOT_MODIFIED = 304;

    private final AnswerCache answers;
    private final Call call;

    Fetch(AnswerCache answers, Call call) {
        this.answers = answers;
        this.call = call;
    }

    /**
     * Asks.
     *
     * @param passage whose exchange is sent, with conditions of ours instead of the client's
     * @param stored what is kept; null if nothing is
     */
    Future<Fetched> run(Passage passage, CacheKey key, CachePolicy policy, @Nullable CachedAnswer stored) {
        Exchange exchange = passage.exchange();
        boolean head = "HEAD".equals(exchange.method());
        CachedAnswer asked = head || stored == null || !Validators.canAsk(stored) ? null : stored;
        MultiMap headers = HttpHeaders.headers().addAll(exchange.headers());
        Validators.ask(headers, asked);
        exchange.passOn(headers);
        return call.run(passage).compose(outcome -> {
            if (!(outcome instanceof Answered answered)) {
                return Future.succeededFuture(new Fetched(outcome, exchange, null, false, true));
            }
            Answer answer = answered.answer();
            if (asked != null && answer.status() == NOT_MODIFIED) {
                return Validators.isAbout(answer.headers(), asked)
                        ? Future.succeededFuture(confirmed(outcome, exchange, answer, policy, asked))
                        : run(passage, key, policy, null); // it is about something else that we do not have
            }
            return Future.succeededFuture(answered(outcome, exchange, answer, key, policy, stored));
        });
    }

    private Fetched confirmed(
            Outcome outcome, Exchange exchange, Answer answer, CachePolicy policy, CachedAnswer stored) {
        CachedAnswer fresh = answers.freshen(stored, exchange, answer, policy);
        return new Fetched(outcome, exchange, fresh, true, true);
    }

    private Fetched answered(
            Outcome outcome,
            Exchange exchange,
            Answer answer,
            CacheKey key,
            CachePolicy policy,
            @Nullable CachedAnswer stored) {
        boolean head = "HEAD".equals(exchange.method());
        if (head && stored != null) {
            answers.compare(stored, answer);
        }
        if (AnswerCache.refusal(exchange, answer) != null) {
            if (stored != null && !head) {
                answers.contradict(stored, answer);
            }
            return new Fetched(outcome, exchange, null, false, false);
        }
        return new Fetched(outcome, exchange, answers.keep(key, exchange, answer, policy), false, true);
    }
}
