package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.Contract.Remembers;
import dev.breakwater.route.Kind;
import dev.breakwater.route.Route;

/**
 * Whether a request may be sent again after an outcome. It never depends on how much we would like to: a write goes out
 * again only if it surely was not executed, or if the provider will recognise it by its key.
 *
 * <p>Threading: immutable.
 */
public final class ResendRule {

    private final Kind kind;
    private final Contract contract;
    private final boolean insideWindow;

    /**
     * @param route the route; all attempts of a request fall into its deadline
     * @param contract what its provider promises
     */
    public ResendRule(Route route, Contract contract) {
        this.kind = route.kind();
        this.contract = contract;
        this.insideWindow = contract.key() != null
                && contract.key().rememberedFor().compareTo(route.policy().deadline()) > 0;
    }

    /** Whether sending {@code exchange} again after {@code last} moves no money twice and may bring a better answer. */
    public boolean allows(Exchange exchange, Outcome last) {
        return last.fold(
                answered -> false,
                refused -> refused.refusal() == Refusal.BY_PROVIDER,
                notReached -> true,
                unknown -> isSafe(exchange, unknown) && (kind == Kind.READ || bringsMore(unknown)));
    }

    /** Whether sending {@code exchange} again after {@code last} moves no money twice, whatever it may bring. */
    public boolean isSafe(Exchange exchange, Unknown last) {
        return last.doubt() != Doubt.ABANDONED
                && last.doubt() != Doubt.INTERNAL
                && (kind == Kind.READ || isRecognised(exchange));
    }

    /** Whether the provider will know the request again by its key. */
    public boolean isRecognised(Exchange exchange) {
        return insideWindow && exchange.providerKey() != null && contract.recognises(exchange.method());
    }

    /**
     * Whether {@code last} also says what became of an earlier attempt that is in doubt: a definite "no" to the later
     * one need not.
     */
    public boolean settlesEarlier(Outcome last) {
        Answer answer = last.anyAnswer();
        return kind == Kind.READ || (answer != null && contract.settlesEarlier(answer.status()));
    }

    /**
     * Whether sending again may bring a better answer: a provider that remembers its first one, errors included, would
     * only repeat the error that we have, unless it came from something before the provider's memory.
     */
    public boolean bringsMore(Unknown unknown) {
        Answer answer = unknown.answer();
        KeyRule rule = contract.key();
        return answer == null
                || contract.statuses().inProgress().contains(answer.status())
                || rule == null
                || rule.remembers() != Remembers.FIRST_ANSWER;
    }
}
