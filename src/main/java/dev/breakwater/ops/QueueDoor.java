package dev.breakwater.ops;

import dev.breakwater.store.StoreUnavailable;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers from the write queue, or with what is in the way of one.
 *
 * <p>Threading: safe for any thread.
 */
@Singleton
class QueueDoor {

    private final Instance<Optional<OperatorQueue>> queues;

    @Inject
    QueueDoor(Instance<Optional<OperatorQueue>> queues) {
        this.queues = queues;
    }

    /** What {@code use} answers; 404 without a queue, 503 if the store cannot be asked. */
    CompletionStage<Response> with(Function<OperatorQueue, CompletionStage<Response>> use) {
        Optional<OperatorQueue> queue = queues.get();
        if (queue.isEmpty()) {
            return CompletableFuture.completedFuture(
                    OpsProblem.answer(404, "There is no write queue: quarkus.redis.hosts is not set.")
                            .build());
        }
        return use.apply(queue.get()).exceptionally(QueueDoor::unavailable);
    }

    private static Response unavailable(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof StoreUnavailable down) {
            return OpsProblem.storeUnavailable("The store cannot be asked: " + down.getMessage() + ".")
                    .build();
        }
        throw failed instanceof RuntimeException bug ? bug : new CompletionException(failed);
    }
}
