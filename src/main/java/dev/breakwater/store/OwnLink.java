package dev.breakwater.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A way to the store for who is not on an event loop that has one: it has an event loop and a connection of its own, so
 * that it holds up no payment.
 *
 * <p>Threading: safe for any thread; steps are taken on its own event loop.
 */
public final class OwnLink {

    private final Store store;
    private final Context loop;
    private @Nullable StoreLink link; // touched on the loop only

    public OwnLink(Vertx vertx, Store store) {
        this.store = store;
        this.loop = vertx.getOrCreateContext();
    }

    /** The store that it leads to. */
    public Store store() {
        return store;
    }

    /** Takes a step with the link. */
    public <T> Future<T> on(Function<StoreLink, Future<T>> step) {
        return onLoop(() -> {
            StoreLink open = link;
            if (open == null) {
                open = store.link();
                link = open;
            }
            return step.apply(open);
        });
    }

    /** Closes the connection, if there is one; a later step opens another. */
    public Future<Void> close() {
        return onLoop(() -> {
            StoreLink used = link;
            link = null;
            return used == null ? Future.succeededFuture() : used.close();
        });
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> {
            try {
                step.get().onComplete(done);
            } catch (RuntimeException bug) {
                done.fail(bug);
            }
        });
        return done.future();
    }
}
