package dev.breakwater.writequeue;

import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.Script;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreLink;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.vault.Unreadable;
import dev.breakwater.vault.Vault;
import dev.breakwater.writequeue.Acceptance.Live;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The queue in Redis: each step is one script of {@link QueueScripts}, and {@code docs/store-queue.md} says what it
 * keeps.
 *
 * <p>Threading: one for each event loop, like its {@link StoreLink}.
 */
public final class RedisWriteQueue implements WriteQueue {

    private static final Logger LOG = Logger.getLogger(RedisWriteQueue.class);
    private static final int MOVED_AT_ONCE_MAX = 256;
    private static final int DETAIL_MAX = 300;
    private static final int ACTOR_MAX = 128;
    private static final int TOTALS = 5; // of all providers, before what is told of each

    private final Store store;
    private final StoreLink link;
    private final Alarm alarm;
    private final QueueSettings settings;
    private final SealedBodies bodies;
    private final Acceptance acceptance;
    private final Redaction redaction;
    private final Tokens tokens;
    private final Ticker ticker;
    private final IntConsumer arrivals;

    /**
     * @param link the calling event loop's own, of {@code store}
     * @param redaction of what is told of writes, as it stands in clear
     * @param arrivals hears the partition of each write that has been accepted to wait, or was there already
     */
    public RedisWriteQueue(
            Store store,
            StoreLink link,
            QueueSettings settings,
            Vault vault,
            Redaction redaction,
            Tokens tokens,
            Ticker ticker,
            IntConsumer arrivals) {
        this.store = store;
        this.link = link;
        this.alarm = store.alarm();
        this.settings = settings;
        this.bodies = new SealedBodies(vault);
        this.acceptance = new Acceptance(store, link, bodies, settings, ticker);
        this.redaction = redaction;
        this.tokens = tokens;
        this.ticker = ticker;
        this.arrivals = arrivals;
    }

    @Override
    public int partition(@Nullable Lane lane, String hash) {
        return settings.partitions().of(lane == null ? hash : lane.hash());
    }

    @Override
    public int partitions() {
        return settings.partitions().count();
    }

    @Override
    public Future<Enqueued> enqueue(NewWrite write) {
        return acceptance.accept(write, null).onSuccess(this::tellOfArrival);
    }

    @Override
    public Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait) {
        return acceptance.accept(write, new Live(tokens.next(), lease, mayWait)).onSuccess(this::tellOfArrival);
    }

    private void tellOfArrival(Enqueued done) {
        if (done instanceof Enqueued.Accepted accepted) {
            arrivals.accept(accepted.write().id().partition());
        }
    }

    @Override
    public Future<Integer> waiting(Lane lane) {
        return link.run(QueueScripts.WAITING, settings.partitions().of(lane.hash()), List.of(StoredWrite.name(lane)))
                .map(RedisWriteQueue::number);
    }

    @Override
    public Future<@Nullable QueuedWrite> find(WriteId id) {
        if (id.partition() >= partitions()) {
            return Future.succeededFuture(null);
        }
        return link.run(QueueScripts.FIND, id.partition(), List.of(id.hash()))
                .<@Nullable QueuedWrite>compose(found -> found.get(0).size() == 0
                        ? Future.<@Nullable QueuedWrite>succeededFuture(null)
                        : shown(StoredWrite.of(id, found.get(0)).view(answer(id, found.get(1)))));
    }

    /** What was read was fsynced before ({@code docs/store-queue.md} says why); replicas have to be asked. */
    private Future<@Nullable QueuedWrite> shown(QueuedWrite write) {
        boolean mustBeConfirmed = write.state().isFinal() && write.receipt().durability() == Durability.REPLICATED;
        return mustBeConfirmed
                ? confirmed(write.id()).<@Nullable QueuedWrite>map(done -> write)
                : Future.<@Nullable QueuedWrite>succeededFuture(write);
    }

    @Override
    public Future<@Nullable String> shortfall(QueuedWrite write) {
        Durability wanted = write.receipt().durability();
        String known = store.shortOf(wanted);
        if (known != null || wanted == Durability.MEMORY) {
            return Future.<@Nullable String>succeededFuture(known);
        }
        WriteId id = write.id();
        return link.runDurably(QueueScripts.CONFIRM, id.partition(), List.of(id.hash()), wanted)
                .<@Nullable String>map(stored -> stored.receipt() == null ? stored.shortfall() : null);
    }

    @Override
    public Future<Boolean> cancel(WriteId id) {
        return step(QueueScripts.CANCEL, id, settings.keep().toMillis());
    }

    @Override
    public Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease) {
        if (room.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        String token = tokens.next();
        List<Object> arguments = new ArrayList<>(List.of(lease.toMillis(), token, MOVED_AT_ONCE_MAX));
        room.forEach((scope, most) -> {
            arguments.add(scope);
            arguments.add(most);
        });
        long before = ticker.nanos();
        return link.run(QueueScripts.CLAIM, partition, arguments).map(reply -> {
            List<LeasedWrite> claimed = new ArrayList<>();
            tellOfBroken(partition, reply.get(0));
            for (Response one : reply.get(1)) {
                WriteId id = new WriteId(partition, one.get(0).toString());
                claimed.add(leased(StoredWrite.of(id, one.get(1)), one.get(2), token, lease, before));
            }
            return claimed;
        });
    }

    /** What cannot even be parked is loud, once: it has been set aside, so that it stops nobody else. */
    private void tellOfBroken(int partition, Response hashes) {
        for (Response hash : hashes) {
            alarm.raise(
                    Cause.WRITE_UNREADABLE,
                    "the record of " + new WriteId(partition, hash.toString())
                            + " is gone or cannot be used; it has been set aside in the store under '"
                            + Partitions.prefix(partition) + "broken', and its lane waits");
        }
    }

    private LeasedWrite leased(StoredWrite write, Response sealed, String token, Duration lease, long claimedNanos) {
        StoredRequest request = null;
        String fault = null;
        if (write.isKnownVersion()) {
            try {
                request = bodies.request(sealed, write.id());
            } catch (Unreadable | IllegalArgumentException unreadable) {
                fault = "its request cannot be read: " + unreadable.getMessage();
            }
        } else {
            fault = "its record is of version '" + write.version() + "', which this version does not know";
        }
        return new LeasedWrite(
                write.id(),
                token,
                write.client(),
                write.scope(),
                write.key(),
                request,
                fault,
                write.attempts(),
                write.isInDoubt(),
                lease,
                claimedNanos,
                write.traceparent());
    }

    @Override
    public Future<Intent> intend(LeasedWrite write) {
        WriteId id = write.id();
        List<Object> arguments =
                List.of(id.hash(), write.token(), settings.ageMargin().toMillis());
        return link.runDurably(QueueScripts.INTEND, id.partition(), arguments, Durability.FSYNC)
                .compose(stored -> {
                    String answer = stored.reply().get(0).toString();
                    if (answer.equals("not-ours")) {
                        return Future.succeededFuture(Intent.NOT_OURS);
                    }
                    String wanted = stored.reply().get(1).toString();
                    if (stored.receipt() == null && StoredWrite.receipt(wanted).durability() != Durability.MEMORY) {
                        return Future.failedFuture(new StoreUnavailable(stored.shortfall(), true));
                    }
                    Intent intent = intent(answer);
                    return StoredWrite.receipt(wanted).durability() == Durability.REPLICATED
                            ? confirmed(id).map(intent)
                            : Future.succeededFuture(intent);
                });
    }

    private static Intent intent(String answer) {
        return switch (answer) {
            case "send" -> Intent.SEND;
            case "expired" -> Intent.EXPIRED;
            case "too-old" -> Intent.TOO_OLD;
            default -> throw new IllegalStateException("intend.lua gave " + answer);
        };
    }

    /** As many replicas as are demanded have what was stored of this write up to now. */
    private Future<Void> confirmed(WriteId id) {
        return link.runDurably(QueueScripts.CONFIRM, id.partition(), List.of(id.hash()), Durability.REPLICATED)
                .compose(stored -> stored.receipt() == null
                        ? Future.failedFuture(new StoreUnavailable(stored.shortfall(), true))
                        : Future.succeededFuture());
    }

    @Override
    public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
        List<Object> arguments = new ArrayList<>(List.of(write.id().hash(), write.token()));
        arguments.addAll(settlement.fold(
                deliver -> List.<Object>of("deliver", "", keep(), bodies.seal(deliver.answer(), write.id())),
                again -> List.<Object>of(
                        "again", detail(again.why()), keep(), again.after().toMillis(), again.unknown() ? "1" : "0"),
                park -> List.<Object>of("park", detail(park.why()), keep()),
                bury -> List.<Object>of("bury", detail(bury.why()), keep()),
                withdraw -> List.<Object>of("withdraw", detail(withdraw.why()), keep())));
        return link.run(QueueScripts.SETTLE, write.id().partition(), arguments).map(RedisWriteQueue::isDone);
    }

    @Override
    public Future<Boolean> handBack(LeasedWrite write) {
        return step(QueueScripts.HAND_BACK, write.id(), write.token());
    }

    @Override
    public Future<Integer> sweep(int partition, int limit) {
        return link.run(QueueScripts.SWEEP, partition, List.of(limit)).map(reply -> {
            tellOfBroken(partition, reply.get(1));
            return number(reply.get(0));
        });
    }

    @Override
    public Future<Boolean> resolveDelivered(WriteId id, @Nullable StoredAnswer answer, Decision decision) {
        Object sealed = answer == null ? "" : bodies.seal(answer, id);
        return step(
                QueueScripts.RESOLVE, id, "delivered", actor(decision), detail(decision.reason()), keep(), sealed, "");
    }

    @Override
    public Future<Boolean> resolveUndone(WriteId id, Decision decision) {
        return step(QueueScripts.RESOLVE, id, "undone", actor(decision), detail(decision.reason()), keep(), "", "");
    }

    @Override
    public Future<ParkedWrite.Page> parked(int partition, Set<Scope> scopes, int from, int limit) {
        List<Object> arguments = new ArrayList<>(List.of(from, limit));
        arguments.addAll(scopes);
        return link.run(QueueScripts.PARKED, partition, arguments).map(reply -> {
            List<ParkedWrite> writes = new ArrayList<>();
            for (Response one : reply.get(1)) {
                WriteId id = new WriteId(partition, one.get(0).toString());
                writes.add(parked(
                        StoredWrite.of(id, one.get(1)),
                        one.get(2),
                        Duration.ofMillis(Long.parseLong(one.get(3).toString()))));
            }
            return new ParkedWrite.Page(List.copyOf(writes), number(reply.get(0)));
        });
    }

    private ParkedWrite parked(StoredWrite write, Response sealed, Duration since) {
        StoredRequest request = null;
        if (write.isKnownVersion()) {
            try {
                request = bodies.request(sealed, write.id());
            } catch (Unreadable | IllegalArgumentException unreadable) {
                LOG.debugf("the request of %s cannot be read: %s", write.id(), unreadable.getMessage());
            }
        }
        return new ParkedWrite(
                write.id(), write.parking(), write.scope(), write.key(), request, since, write.traceparent());
    }

    @Override
    public Future<Boolean> resolveDelivered(ParkedWrite write, @Nullable StoredAnswer answer, Decision decision) {
        Object sealed = answer == null ? "" : bodies.seal(answer, write.id());
        return step(
                QueueScripts.RESOLVE,
                write.id(),
                "delivered",
                actor(decision),
                detail(decision.reason()),
                keep(),
                sealed,
                write.fence());
    }

    @Override
    public Future<Boolean> resolveUndone(ParkedWrite write, Decision decision) {
        return step(
                QueueScripts.RESOLVE,
                write.id(),
                "undone",
                actor(decision),
                detail(decision.reason()),
                keep(),
                "",
                write.fence());
    }

    @Override
    public Future<Boolean> looked(ParkedWrite write, String gave, Duration next) {
        return step(QueueScripts.LOOKED, write.id(), write.fence(), detail(gave), next.toMillis());
    }

    @Override
    public Future<Boolean> replay(WriteId id, Duration maxWait, Decision decision) {
        return step(QueueScripts.REPLAY, id, maxWait.toMillis(), actor(decision), detail(decision.reason()));
    }

    @Override
    public Future<Boolean> discard(WriteId id, Decision decision) {
        return step(QueueScripts.DISCARD, id, actor(decision), detail(decision.reason()), keep());
    }

    @Override
    public Future<WalkStep.Stretch> walk(int partition, WalkStep step) {
        return link.run(QueueScripts.WALK, partition, step.arguments(partition)).map(reply -> {
            tellOfBroken(partition, reply.get(0));
            List<WalkStep.Found> found = new ArrayList<>();
            for (Response one : reply.get(2)) {
                WriteId id = new WriteId(partition, one.get(0).toString());
                found.add(new WalkStep.Found(
                        position(one.get(1), id), StoredWrite.of(id, one.get(2)).view(null)));
            }
            Response last = reply.get(3);
            WalkStep.Position reached =
                    switch (last.size()) {
                        case 0 -> null;
                        case 1 -> step.from();
                        default ->
                            position(
                                    last.get(0),
                                    new WriteId(partition, last.get(1).toString()));
                    };
            Instant at = Instant.ofEpochMilli(Long.parseLong(reply.get(1).toString()));
            return new WalkStep.Stretch(List.copyOf(found), reached, at);
        });
    }

    private static WalkStep.Position position(Response score, WriteId id) {
        return new WalkStep.Position(Long.parseLong(score.toString()), id.partition(), id.hash());
    }

    @Override
    public Future<Depth> depth(int partition) {
        return link.run(QueueScripts.DEPTH, partition, List.of()).map(n -> {
            Map<String, Depth.OfProvider> providers = new HashMap<>();
            for (int i = TOTALS; i < n.size(); i++) {
                Response its = n.get(i);
                providers.put(
                        its.get(0).toString(),
                        new Depth.OfProvider(
                                number(its.get(1)),
                                number(its.get(2)),
                                number(its.get(3)),
                                number(its.get(4)),
                                millis(its.get(5)),
                                isDone(its.get(6))));
            }
            return new Depth(
                    number(n.get(0)),
                    number(n.get(1)),
                    number(n.get(2)),
                    number(n.get(3)),
                    millis(n.get(4)),
                    Map.copyOf(providers));
        });
    }

    private static Duration millis(Response reply) {
        return Duration.ofMillis(Long.parseLong(reply.toString()));
    }

    /** The answer, or null: the fact stands, even if what was said cannot be read any more. */
    private @Nullable StoredAnswer answer(WriteId id, Response sealed) {
        if (sealed.toBytes().length == 0) {
            return null;
        }
        try {
            return bodies.answer(sealed, id);
        } catch (Unreadable | IllegalArgumentException unreadable) {
            return null;
        }
    }

    private Future<Boolean> step(Script script, WriteId id, Object... arguments) {
        if (id.partition() >= partitions()) {
            return Future.succeededFuture(false);
        }
        List<Object> all = new ArrayList<>(List.of(id.hash()));
        all.addAll(List.of(arguments));
        return link.run(script, id.partition(), all).map(RedisWriteQueue::isDone);
    }

    private static boolean isDone(Response reply) {
        return number(reply) == 1;
    }

    private static int number(Response reply) {
        return Integer.parseInt(reply.toString());
    }

    private long keep() {
        return settings.keep().toMillis();
    }

    private String detail(String text) {
        return cut(redaction.text(text), DETAIL_MAX);
    }

    private String actor(Decision decision) {
        return cut(redaction.text(decision.actor()), ACTOR_MAX);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
