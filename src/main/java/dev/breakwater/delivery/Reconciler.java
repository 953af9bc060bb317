package dev.breakwater.delivery;

import dev.breakwater.delivery.Inquiry.End;
import dev.breakwater.delivery.Inquiry.Result;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Backoff;
import dev.breakwater.mode.Levers;
import dev.breakwater.mode.Mode;
import dev.breakwater.route.Kind;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.Provider;
import dev.breakwater.writequeue.ParkedWrite;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks parked writes up at their providers, where contracts say how. It goes through the partitions of one event loop,
 * one after the other, and asks each provider one thing at a time, through the guards that live reads have. A provider
 * that is paused, or that does not answer, is left alone until the next page.
 *
 * <p>Every replica does the same, and each may ask: a write is resolved only while it is parked as it was when it was
 * read, so that one of them resolves it, and none resolves what was sent again meanwhile.
 *
 * <p>Threading: for one event loop.
 */
final class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final int PAGE = 20; // requests held at a time
    private static final int HASTE = 20; // by so much is the pause before a partition's next page shorter

    private final Vertx vertx;
    private final WriteQueue queue;
    private final Levers levers;
    private final Chance chance;
    private final Duration every;
    private final Patience patience;
    private final IntConsumer resolved;
    private final Map<String, Inquiry> inquiries = new HashMap<>();
    private final Set<Scope> scopes = new HashSet<>();
    private final List<Integer> partitions = new ArrayList<>();

    private int turn;
    private int from;
    private int left; // those of the present page that are no longer parked
    private long timer = -1;
    private boolean stopped;

    /**
     * What it needs.
     *
     * @param providers of the event loop
     * @param drains by provider
     * @param levers what operators want
     * @param tracing null if it is off
     */
    record Parts(
            Vertx vertx,
            WriteQueue queue,
            DeliverySettings.Lookups settings,
            Collection<GuardedProvider> providers,
            Map<String, ProviderDrain> drains,
            Ticker ticker,
            Chance chance,
            Levers levers,
            @Nullable Tracing tracing) {}

    /** @param resolved hears the partition of each write that was resolved: its lane may go on */
    Reconciler(Parts parts, IntConsumer resolved) {
        this.vertx = parts.vertx();
        this.queue = parts.queue();
        this.levers = parts.levers();
        this.chance = parts.chance();
        this.every = parts.settings().every();
        this.patience = new Patience(new Backoff(parts.settings().backoff(), parts.chance()), parts.ticker());
        this.resolved = resolved;
        for (GuardedProvider guarded : parts.providers()) {
            Provider provider = guarded.provider();
            String name = provider.settings().name();
            ProviderDrain drain = parts.drains().get(name);
            if (drain != null && !provider.settings().contract().lookups().isEmpty()) {
                Duration margin = parts.settings().margin();
                inquiries.put(name, new Inquiry(guarded, drain, queue, margin, parts.ticker(), parts.tracing()));
                provider.routes().all().stream()
                        .filter(route -> route.kind() == Kind.WRITE)
                        .forEach(route -> scopes.add(route.scope()));
            }
        }
    }

    /** Begins, with a partition of chance, so that replicas do not ask the same at once. */
    void start(List<Integer> mine) {
        if (inquiries.isEmpty() || mine.isEmpty()) {
            return; // nobody can be asked
        }
        partitions.addAll(mine);
        turn = (int) (chance.next() * partitions.size());
        later(every);
    }

    /** Asks nothing more. */
    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void later(Duration wait) {
        if (!stopped) {
            long millis = (long) (wait.toMillis() * (0.5 + chance.next()) / partitions.size());
            timer = vertx.setTimer(Math.max(1, millis), id -> page());
        }
    }

    /** The next few parked writes. */
    Future<Void> page() {
        int partition = partitions.get(turn);
        left = 0;
        return queue.parked(partition, scopes, from, PAGE)
                .compose(page -> ask(page.writes()).onSuccess(asked -> next(page.seen())))
                .<Void>mapEmpty()
                .onFailure(storeAway -> later(every))
                .otherwiseEmpty();
    }

    private void next(int seen) {
        if (seen < PAGE) {
            from = 0;
            turn = (turn + 1) % partitions.size();
            later(every);
        } else {
            from += PAGE - left;
            later(every.dividedBy(HASTE));
        }
    }

    /** Each provider is asked beside the others. */
    private Future<Void> ask(List<ParkedWrite> writes) {
        Map<String, Deque<ParkedWrite>> due = new HashMap<>();
        for (ParkedWrite write : writes) {
            if (levers.mode(write.scope()) == Mode.AUTO && patience.isDue(write.id())) {
                due.computeIfAbsent(write.scope().provider(), name -> new ArrayDeque<>())
                        .add(write);
            }
        }
        List<Future<Void>> all = new ArrayList<>();
        due.forEach((name, some) -> {
            Inquiry inquiry = inquiries.get(name);
            if (inquiry != null) {
                all.add(oneByOne(inquiry, some));
            }
        });
        return Future.join(all).mapEmpty();
    }

    private Future<Void> oneByOne(Inquiry inquiry, Deque<ParkedWrite> due) {
        ParkedWrite write = due.poll();
        if (write == null || stopped || inquiry.isPaused()) {
            return Future.succeededFuture();
        }
        return inquiry.about(write).compose(result -> {
            End end = result.end();
            note(write, result);
            boolean goOn = end != End.UNWELL && end != End.NOT_SENT;
            return goOn ? oneByOne(inquiry, due) : Future.succeededFuture();
        });
    }

    private void note(ParkedWrite write, Result result) {
        End end = result.end();
        if (end == End.RESOLVED) {
            left++;
            patience.over(write.id());
            resolved.accept(write.id().partition());
        } else if (end != End.NOT_SENT) {
            queue.looked(write, result.gave(), patience.inVain(write.id()))
                    .onFailure(away -> LOG.debugf("a lookup of %s is not on record: %s", write.id(), away));
        }
    }
}
