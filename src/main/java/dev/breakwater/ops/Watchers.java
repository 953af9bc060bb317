package dev.breakwater.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch the status live: a bounded number, each told every second. Nothing is looked at while nobody watches,
 * and who does not keep up is let go.
 *
 * <p>Threading: safe for any thread.
 */
@Singleton
class Watchers {

    /** The most that may watch one replica. */
    static final int WATCHERS_MAX = 64;

    private static final long TICK_MILLIS = 1000;
    private static final int MISSES_MAX = 10; // ticks that a connection may take nothing

    private final Vertx vertx;
    private final LiveStatus status;
    private final StoreLook look;
    private final ObjectMapper json;
    private final AtomicLong ids = new AtomicLong();
    private final Set<Watcher> all = new HashSet<>(); // guarded by this
    private long timer = -1; // guarded by this

    @Inject
    Watchers(Vertx vertx, LiveStatus status, StoreLook look, ObjectMapper json) {
        this.vertx = vertx;
        this.status = status;
        this.look = look;
        this.json = json;
    }

    /** One who watches. */
    private static final class Watcher {

        private final Sse sse;
        private final RoutingContext request;
        private volatile @Nullable MultiEmitter<? super OutboundSseEvent> out;
        private int misses;

        Watcher(Sse sse, RoutingContext request) {
            this.sse = sse;
            this.request = request;
        }

        /** Whether it keeps up. */
        boolean tell(String id, String data) {
            MultiEmitter<? super OutboundSseEvent> open = out;
            if (open == null || open.requested() == 0) {
                return ++misses < MISSES_MAX;
            }
            misses = 0;
            open.emit(sse.newEventBuilder()
                    .name("status")
                    .id(id)
                    .data(String.class, data)
                    .build());
            return true;
        }

        void end() {
            MultiEmitter<? super OutboundSseEvent> open = out;
            if (open != null) {
                open.complete();
            }
        }
    }

    /**
     * The status every second, from now on until the watcher goes or this replica stops.
     *
     * @throws Refused if as many watch as may
     */
    Multi<OutboundSseEvent> watch(Sse sse, RoutingContext request) {
        Watcher watcher = new Watcher(sse, request);
        join(watcher);
        request.addEndHandler(over -> leave(watcher));
        return Multi.createFrom()
                .emitter(
                        out -> {
                            watcher.out = out;
                            var unused = status.now().thenAccept(view -> watcher.tell(nextId(), written(view)));
                        },
                        BackPressureStrategy.DROP);
    }

    private synchronized void join(Watcher watcher) {
        if (all.size() >= WATCHERS_MAX) {
            throw new Refused(OpsProblem.answer(503, "As many watch this replica as may: " + WATCHERS_MAX + ".")
                    .header("Retry-After", "10")
                    .build());
        }
        all.add(watcher);
        if (timer < 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        }
    }

    private synchronized void leave(Watcher watcher) {
        all.remove(watcher);
        if (all.isEmpty() && timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private synchronized Set<Watcher> present() {
        return Set.copyOf(all);
    }

    private void tick() {
        var unused = look.ask(); // what it says is told with the next tick: a store that hangs holds up nobody
        String id = nextId();
        String data = written(status.glance());
        for (Watcher watcher : present()) {
            if (!watcher.tell(id, data)) {
                leave(watcher);
                watcher.request.request().connection().close();
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        present().forEach(Watcher::end);
    }

    private String nextId() {
        return Long.toString(ids.incrementAndGet());
    }

    private String written(StatusView view) {
        try {
            return json.writeValueAsString(view);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
