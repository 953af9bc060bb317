package dev.breakwater.ops.console;

import dev.breakwater.ops.LiveStatus;
import dev.breakwater.ops.StatusView;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The overview, and what changes on it: sent every second as server-sent events, each with the new contents of one
 * part. What can be focused is in none of them, so that a page that is live takes nothing out of anybody's hands.
 *
 * <p>Threading: safe for any thread; each watcher is served by its request's own.
 */
@Singleton
class OverviewPage {

    /** The most that may watch one replica. */
    static final int WATCHERS_MAX = 64;

    private static final long TICK_MILLIS = 1000;
    private static final int MISSES_MAX = 10; // ticks that a connection may take nothing

    private final LiveStatus status;
    private final Door door;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    @Inject
    OverviewPage(LiveStatus status, Door door) {
        this.status = status;
        this.door = door;
    }

    void show(Visit visit) {
        visit.then(status.now(), seen -> {
            if (seen != null) {
                visit.show(200, Pages.overview(visit.page("Overview", "overview"), Overview.of(seen)));
            }
        });
    }

    /** Sends what changes until the watcher goes, the session is over or this replica stops. */
    void watch(Visit visit) {
        if (watchers.size() >= WATCHERS_MAX) {
            visit.request()
                    .response()
                    .setStatusCode(503)
                    .putHeader("Retry-After", "10")
                    .end();
            return;
        }
        new Watcher(visit).begin();
    }

    void stop(@Observes ShutdownEvent event) {
        watchers.forEach(Watcher::end);
    }

    private final class Watcher {

        private final Visit visit;
        private final HttpServerResponse response;
        private final Context context;
        private final Map<String, String> told = new HashMap<>();
        private long timer = -1;
        private int misses;

        Watcher(Visit visit) {
            this.visit = visit;
            this.response = visit.request().response();
            this.context = visit.request().vertx().getOrCreateContext();
        }

        void begin() {
            watchers.add(this);
            visit.request().addEndHandler(over -> leave());
            response.setChunked(true).putHeader("Content-Type", "text/event-stream");
            timer = visit.request().vertx().setPeriodic(TICK_MILLIS, tick -> tick());
            tick();
        }

        private void tick() {
            if (!door.sessions().holds(visit.session())) {
                end();
            } else if (response.writeQueueFull()) {
                if (++misses >= MISSES_MAX) {
                    visit.request().request().connection().close();
                }
            } else {
                misses = 0;
                visit.then(status.now(), seen -> {
                    if (seen != null && !response.ended()) {
                        tell(seen);
                    }
                });
            }
        }

        private void tell(StatusView seen) {
            StringBuilder events = new StringBuilder();
            parts(Overview.of(seen)).forEach((name, html) -> {
                if (!html.equals(told.put(name, html))) {
                    events.append("event: ").append(name).append('\n');
                    html.lines()
                            .forEach(
                                    line -> events.append("data: ").append(line).append('\n'));
                    events.append('\n');
                }
            });
            response.write(events.toString());
        }

        private void leave() {
            watchers.remove(this);
            visit.request().vertx().cancelTimer(timer);
        }

        void end() {
            context.runOnContext(now -> {
                if (!response.ended()) {
                    response.end();
                }
            });
        }
    }

    private static Map<String, String> parts(Overview view) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("at", view.at());
        parts.put("headline", Pages.headline(view).render());
        parts.put("facts", Pages.facts(view).render());
        view.providers().forEach(card -> {
            parts.put("provider-" + card.name(), Pages.provider(card).render());
            parts.put("routes-" + card.name(), Pages.routes(card).render());
        });
        return parts;
    }
}
