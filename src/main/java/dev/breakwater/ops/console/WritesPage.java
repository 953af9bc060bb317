package dev.breakwater.ops.console;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.ops.OperatorQueue;
import dev.breakwater.ops.WriteOrder;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.Decision;
import dev.breakwater.writequeue.WriteFilter;
import dev.breakwater.writequeue.WriteQueue;
import dev.breakwater.writequeue.WriteSearch;
import io.vertx.core.Future;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What waits, is parked or dead; one write with its timeline; and what an operator decides about it. */
@Singleton
class WritesPage {

    private static final List<String> STATES = List.of("pending", "leased", "parked", "dead");
    private static final int PAGE_LENGTH = 50;
    private static final String SECTION = "writes";

    private static final Map<String, String> EFFECTS = Map.of(
            "replay", "It is put back into its lane and sent again with the same key, until the time limit.",
            "discard", "It is given up for good and never sent again. Its client sees that.",
            "delivered", "It counts as executed: never sent again, and its client is told that it was delivered.",
            "undone",
                    "It surely was not executed: it is due again and will be sent. If it was executed after all, money may move twice.");

    private final Instance<Optional<OperatorQueue>> queues;
    private final Instance<Providers> providers;
    private final Ticker ticker = Ticker.system();

    @Inject
    WritesPage(Instance<Optional<OperatorQueue>> queues, Instance<Providers> providers) {
        this.providers = providers;
        this.queues = queues;
    }

    void list(Visit visit) {
        String state = STATES.contains(visit.field("state")) ? visit.field("state") : STATES.get(0);
        String before = WriteSearch.isCursor(visit.field("before"), state) ? visit.field("before") : null;
        WriteSearch.Query query = new WriteSearch.Query(state, true, WriteFilter.ANY, null, null, PAGE_LENGTH);
        OperatorQueue queue = queue(visit);
        if (queue == null) {
            return;
        }
        visit.then(queue.ask(all -> WriteSearch.page(all, query, before)), found -> {
            if (found != null) {
                List<WriteCard> shown = found.writes().stream()
                        .map(write -> WriteCard.of(write, ticker.now()))
                        .toList();
                visit.show(
                        200,
                        Pages.writes(
                                visit.page("Writes", SECTION),
                                new WriteList(state, STATES, shown, before != null, names(), found.next())));
            }
        });
    }

    private List<String> names() {
        return providers.get().all().stream()
                .map(one -> one.settings().name())
                .sorted()
                .toList();
    }

    void one(Visit visit) {
        withWrite(visit, (queue, write) -> show(visit, 200, write, null, visit.field("done")));
    }

    /** Shows what will become of the write. */
    void confirm(Visit visit) {
        decided(visit, (queue, plan) -> visit.show(200, Pages.writeConfirm(visit.page("Confirm", SECTION), plan)));
    }

    /** Does it. */
    void decide(Visit visit) {
        decided(visit, (queue, plan) -> {
            WriteId id = WriteId.parse(plan.write().id());
            if (id == null) {
                return;
            }
            Decision decision = new Decision(visit.operator().name(), plan.reason());
            WriteOrder order = order(plan.reason(), plan.maxWait());
            visit.then(queue.ask(all -> step(all, id, plan.action(), order, decision)), done -> {
                if (Boolean.TRUE.equals(done)) {
                    visit.go("/console/writes/" + id + "?done=" + plan.action());
                } else {
                    withWrite(
                            visit,
                            (again, write) -> show(
                                    visit,
                                    409,
                                    write,
                                    "Somebody was faster: it is " + write.state() + " by now. Nothing was changed.",
                                    ""));
                }
            });
        });
    }

    private static Future<Boolean> step(
            WriteQueue queue, WriteId id, String action, WriteOrder order, Decision decision) {
        return switch (action) {
            case "replay" -> queue.replay(id, order.wanted(), decision);
            case "discard" -> queue.discard(id, decision);
            case "delivered" -> queue.resolveDelivered(id, null, decision);
            default -> queue.resolveUndone(id, decision);
        };
    }

    private void decided(Visit visit, BiConsumer<OperatorQueue, WritePlan> use) {
        if (!visit.may(Role.OPERATOR, "operator")) {
            return;
        }
        withWrite(visit, (queue, write) -> {
            String action = visit.field("action");
            String maxWait = action.equals("replay") ? visit.field("max-wait") : "";
            WriteOrder order = order(visit.field("reason"), maxWait);
            String effect = EFFECTS.get(action);
            boolean possible =
                    switch (action) {
                        case "replay" -> write.isDead();
                        case "discard" -> write.isDead() || write.isParked();
                        case "delivered", "undone" -> write.isParked();
                        default -> false;
                    };
            if (effect == null || !possible) {
                show(visit, 409, write, "This cannot be done to a write that is " + write.state() + ".", "");
            } else if (order.fault() != null) {
                show(
                        visit,
                        400,
                        write,
                        "Say why, in 1 to 500 characters on one line; a time limit is a duration up to 30d, like 20h.",
                        "");
            } else {
                use.accept(queue, new WritePlan(write, action, order.why(), maxWait, effect));
            }
        });
    }

    private static WriteOrder order(String reason, String maxWait) {
        return new WriteOrder(reason, maxWait.isEmpty() ? null : maxWait, null);
    }

    private void withWrite(Visit visit, BiConsumer<OperatorQueue, WriteCard> use) {
        WriteId id = WriteId.parse(visit.pathParam("id"));
        OperatorQueue queue = id == null ? null : queue(visit);
        if (id == null) {
            none(visit);
        } else if (queue != null) {
            visit.then(queue.ask(all -> all.find(id)), write -> {
                if (write == null) {
                    none(visit);
                } else {
                    use.accept(queue, WriteCard.of(write, ticker.now()));
                }
            });
        }
    }

    private @Nullable OperatorQueue queue(Visit visit) {
        Optional<OperatorQueue> queue = queues.get();
        if (queue.isEmpty()) {
            visit.refuse(404, "No queue", "There is no write queue: quarkus.redis.hosts is not set.");
        }
        return queue.orElse(null);
    }

    private static void show(Visit visit, int status, WriteCard write, @Nullable String fault, String done) {
        String said = EFFECTS.containsKey(done) ? done : null;
        visit.show(status, Pages.write(visit.page("Write " + write.id(), SECTION), write, fault, said));
    }

    private static void none(Visit visit) {
        visit.refuse(404, "No such write", "No queued write has this id.");
    }
}
