package dev.breakwater.ops.console;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.ops.DeadLetters;
import dev.breakwater.ops.DeadLettersOrder;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.ops.OperatorQueue;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.Decision;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Puts dead letters back, many at a time, once it has been shown how many. */
@Singleton
class DeadLettersPage {

    private static final int AT_ONCE = 1000;
    private static final String SECTION = "writes";

    private final Instance<Optional<OperatorQueue>> queues;
    private final Instance<Providers> providers;
    private final Ticker ticker = Ticker.system();

    @Inject
    DeadLettersPage(Instance<Optional<OperatorQueue>> queues, Instance<Providers> providers) {
        this.queues = queues;
        this.providers = providers;
    }

    /** Shows how many would be put back. */
    void confirm(Visit visit) {
        ordered(
                visit,
                ticker.now().toString(),
                (queue, order) -> visit.then(queue.ask(all -> DeadLetters.tried(all, order.query(), null)), found -> {
                    if (found != null) {
                        int count = found.matched().size();
                        visit.show(
                                200,
                                Pages.deadLettersConfirm(
                                        visit.page("Confirm", SECTION),
                                        new DeadLettersPlan(
                                                found.next() == null
                                                        ? letters(count)
                                                        : "the oldest " + letters(count) + ", and there may be more",
                                                text(order.provider()),
                                                text(order.cause()),
                                                text(order.deadBefore()),
                                                order.single().why(),
                                                text(order.maxWait()))));
                    }
                }));
    }

    /** Does it: to those that were counted, and are dead still. */
    void replay(Visit visit) {
        ordered(visit, visit.field("dead-before"), (queue, order) -> {
            Decision decision =
                    new Decision(visit.operator().name(), order.single().why());
            visit.then(
                    queue.ask(all -> DeadLetters.replayed(
                            all, order.query(), null, order.single().wanted(), decision)),
                    done -> {
                        if (done != null) {
                            visit.show(
                                    done.failed() == null ? 200 : 503,
                                    Pages.deadLettersDone(
                                            visit.page("Done", SECTION),
                                            letters(done.replayed().size()),
                                            done.skipped().size(),
                                            done.next() != null,
                                            done.failed() == null
                                                    ? null
                                                    : "The store cannot be asked any more: "
                                                            + done.failed().getMessage()
                                                            + ". Of one more nobody knows."));
                        }
                    });
        });
    }

    private void ordered(Visit visit, String deadBefore, BiConsumer<OperatorQueue, DeadLettersOrder> use) {
        if (!visit.may(Role.OPERATOR, "operator")) {
            return;
        }
        DeadLettersOrder order = new DeadLettersOrder(
                visit.field("reason"),
                given(visit.field("max-wait")),
                given(visit.field("provider")),
                null,
                null,
                given(visit.field("cause")),
                null,
                deadBefore,
                AT_ONCE,
                null,
                null,
                null);
        String fault = order.fault(providers.get());
        Optional<OperatorQueue> queue = queues.get();
        if (fault != null) {
            visit.refuse(400, "Not done", fault);
        } else if (queue.isEmpty()) {
            visit.refuse(404, "No queue", "There is no write queue: quarkus.redis.hosts is not set.");
        } else {
            use.accept(queue.get(), order);
        }
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }

    private static String letters(int count) {
        return count == 1 ? "1 dead letter" : count + " dead letters";
    }
}
