package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.pipeline.Sending.Arrival;
import dev.breakwater.pipeline.Sending.Deed;
import dev.breakwater.pipeline.Sending.KeptBack;
import dev.breakwater.pipeline.Sending.Lost;
import dev.breakwater.pipeline.Sending.NeverLeft;
import dev.breakwater.pipeline.Sending.TurnedAway;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Contract.Remembers;
import dev.breakwater.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A provider that keeps the word of its contract to the letter and no further, and the wire to it, which follows a
 * script. It counts how often the one request that it is sent moved money.
 */
final class ModelProvider implements Upstream {

    private static final Set<Integer> NEVER_KEPT = Set.of(401, 403);

    private final Contract contract;
    private final boolean forgetful;
    private final Iterator<Sending> script;
    private final List<Runnable> atTheEnd = new ArrayList<>();

    private int effects;
    private boolean inProgress;
    private int kept; // the status that is remembered under the key; 0 if it is unknown

    /** @param forgetful whether the key is forgotten from one attempt to the next, as the contract allows */
    ModelProvider(Contract contract, boolean forgetful, List<Sending> script) {
        this.contract = contract;
        this.forgetful = forgetful;
        this.script = script.iterator();
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        Sending sending = script.next();
        return Future.succeededFuture(outcome(exchange, sending));
    }

    /** What was still under way or in the making comes to its end. */
    void end() {
        atTheEnd.forEach(Runnable::run);
        atTheEnd.clear();
    }

    /** The client sends the same request again, as it was told that it may. */
    void again(Exchange exchange, Deed deed) {
        handle(exchange, deed);
    }

    int effects() {
        return effects;
    }

    private Outcome outcome(Exchange exchange, Sending sending) {
        if (sending.fate() instanceof KeptBack kept) {
            return new Refused(kept.refusal(), Duration.ZERO, null);
        }
        exchange.attempted();
        if (sending.fate() instanceof NeverLeft) {
            return new NotReached("the script says so");
        }
        if (sending.fate() instanceof Lost lost) {
            travel(exchange, lost.arrival(), sending.deed());
            return new Unknown(lost.doubt(), "the script says so", null);
        }
        boolean turnedAway = sending.fate() instanceof TurnedAway
                && !contract.statuses().didNothing().isEmpty();
        return shown(
                turnedAway ? contract.statuses().didNothing().iterator().next() : handle(exchange, sending.deed()));
    }

    private void travel(Exchange exchange, Arrival arrival, Deed deed) {
        switch (arrival) {
            case AT_ONCE:
                handle(exchange, deed);
                break;
            case AT_THE_END:
                atTheEnd.add(() -> handle(exchange, deed));
                break;
            case WORKED_AT_TO_THE_END:
                if (looksAtKey(exchange) && !inProgress && kept == 0) {
                    inProgress = true;
                    atTheEnd.add(0, () -> {
                        inProgress = false;
                        execute(exchange, deed);
                    });
                } else {
                    handle(exchange, deed);
                }
                break;
            default:
                break;
        }
    }

    /** The status that the request is answered with. */
    private int handle(Exchange exchange, Deed deed) {
        boolean looks = looksAtKey(exchange);
        if (looks && inProgress) {
            return keyInUse();
        }
        if (looks && kept != 0 && !forgetful) {
            return kept;
        }
        return execute(exchange, deed);
    }

    /** Where the contract has no status of its own for it, it is one of those that settle nothing (Adyen's 422). */
    private int keyInUse() {
        Contract.Statuses statuses = contract.statuses();
        Set<Integer> candidates =
                statuses.inProgress().isEmpty() ? statuses.inconclusiveWhenResent() : statuses.inProgress();
        return candidates.iterator().next();
    }

    private int execute(Exchange exchange, Deed deed) {
        effects += moves(deed) ? 1 : 0;
        if (looksAtKey(exchange) && keeps(deed)) {
            kept = deed.status();
        }
        return deed.status();
    }

    /** A success moved money and a "no" did not; what leaves it open may have. */
    private boolean moves(Deed deed) {
        int status = deed.status();
        boolean open = (status >= 500 || contract.statuses().ambiguous().contains(status))
                && !contract.statuses().didNothing().contains(status);
        return status < 300 || (open && deed.hidesEffect());
    }

    private boolean looksAtKey(Exchange exchange) {
        return contract.key() != null
                && exchange.key() != null
                && contract.key().methods().contains(exchange.method());
    }

    private boolean keeps(Deed deed) {
        Contract.Statuses statuses = contract.statuses();
        Remembers remembers =
                contract.key() == null ? Remembers.DIFFERS : contract.key().remembers();
        switch (remembers) {
            case FIRST_ANSWER:
                boolean atTheDoor = NEVER_KEPT.contains(deed.status())
                        || statuses.inconclusiveWhenResent().contains(deed.status())
                        || statuses.didNothing().contains(deed.status())
                        || statuses.inProgress().contains(deed.status());
                return moves(deed) || !atTheDoor;
            case SUCCESS_ELSE_AGAIN:
                return moves(deed);
            case SUCCESS_ONLY:
                return deed.status() < 300;
            default:
                return false;
        }
    }

    /** What a whole answer of this status counts as: the classifier's table, which has a test of its own. */
    private Outcome shown(int status) {
        Answer answer = new Answer(status, "", HttpHeaders.headers(), Buffer.buffer(), null);
        Contract.Statuses statuses = contract.statuses();
        if (statuses.didNothing().contains(status)) {
            return new Refused(Refusal.BY_PROVIDER, Duration.ZERO, answer);
        }
        boolean undecided = status >= 500
                || statuses.ambiguous().contains(status)
                || statuses.inProgress().contains(status);
        return undecided
                ? new Unknown(Outcome.Doubt.AMBIGUOUS_STATUS, "the provider answered " + status, answer)
                : new Answered(answer);
    }
}
