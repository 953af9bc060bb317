package dev.breakwater.ops;

import dev.breakwater.store.Store;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The write queue as operators reach it: over a connection and an event loop of its own, so that looking for something
 * holds up no payment.
 *
 * <p>Threading: safe for any thread.
 */
public final class OperatorQueue {

    private final Parts parts;
    private @Nullable WriteQueue queue; // touched on the context only

    /**
     * What it is made of.
     *
     * @param store whose state is shown
     * @param context whose event loop it uses
     * @param opening makes the queue; called on that event loop
     */
    public record Parts(Store store, Context context, Supplier<WriteQueue> opening) {}

    public OperatorQueue(Parts parts) {
        this.parts = parts;
    }

    Store store() {
        return parts.store();
    }

    /** Takes one step, and answers on any thread. */
    public <T> CompletionStage<T> ask(Function<WriteQueue, Future<T>> step) {
        Promise<T> answer = Promise.promise();
        parts.context().runOnContext(now -> {
            WriteQueue open = queue == null ? parts.opening().get() : queue;
            queue = open;
            step.apply(open).onComplete(answer);
        });
        return answer.future().toCompletionStage();
    }

    /** Takes the same step in each partition, one after the other. */
    public <T> CompletionStage<List<T>> askAll(PartitionStep<T> step) {
        return ask(all -> from(0, all, step, new ArrayList<>()));
    }

    private static <T> Future<List<T>> from(int partition, WriteQueue queue, PartitionStep<T> step, List<T> found) {
        if (partition == queue.partitions()) {
            return Future.succeededFuture(found);
        }
        return step.in(queue, partition).compose(one -> {
            found.add(one);
            return from(partition + 1, queue, step, found);
        });
    }

    /** A step in one partition. */
    @FunctionalInterface
    public interface PartitionStep<T> {
        Future<T> in(WriteQueue queue, int partition);
    }
}
