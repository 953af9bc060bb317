package dev.breakwater.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each replica says something of itself, for the others to read: figures, nothing that must not be lost.
 *
 * <p>Threading: safe for any thread; it has an event loop and a connection of its own. Futures fail with
 * {@link StoreUnavailable}.
 */
public final class Board {

    private static final Script PIN = Script.named("board-pin");
    private static final Script READ = Script.named("board-read");

    private final OwnLink link;
    private final Duration keep;

    /** @param keep for how long a text stays after its replica has fallen silent */
    public Board(Vertx vertx, Store store, Duration keep) {
        this.link = new OwnLink(vertx, store);
        this.keep = keep;
    }

    /**
     * What a replica has said.
     *
     * @param ago how long ago, by the store's clock
     */
    public record Pinned(String replica, Duration ago, String text) {}

    /** Says {@code text} of {@code replica}, in the place of what it said before. */
    public Future<Void> pin(String replica, String text) {
        return link.on(open -> open.run(PIN, Partitions.CONTROL, List.of(replica, text, keep.toMillis()))
                .mapEmpty());
    }

    /** What all have said. */
    public Future<List<Pinned>> read() {
        return link.on(open -> open.run(READ, Partitions.CONTROL, List.of()).map(Board::all));
    }

    /** Closes the connection. */
    public Future<Void> close() {
        return link.close();
    }

    private static List<Pinned> all(Response reply) {
        List<Pinned> found = new ArrayList<>();
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            Duration ago = Duration.ofMillis(Long.parseLong(reply.get(i + 1).toString()));
            found.add(new Pinned(reply.get(i).toString(), ago, reply.get(i + 2).toString()));
        }
        return List.copyOf(found);
    }
}
