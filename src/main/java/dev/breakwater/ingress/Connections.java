package dev.breakwater.ingress;

import dev.breakwater.ingress.IngressSettings.Limits;
import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The connections that clients hold, bounded in all and per address. One too many is closed without a word: it has not
 * been read, and a word would cost more than it is worth.
 *
 * <p>Threading: safe for any thread.
 */
final class Connections {

    private static final Logger LOG = Logger.getLogger(Connections.class);

    private final Limits limits;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    Connections(Limits limits) {
        this.limits = limits;
    }

    /** Counts {@code connection}; false if it is one too many and has been closed. */
    boolean admit(HttpConnection connection) {
        String address = connection.remoteAddress().hostAddress();
        int total = all.incrementAndGet();
        int own = count(address, 1);
        connection.exceptionHandler(cause -> LOG.debugf("a connection from %s broke: %s", address, cause));
        connection.closeHandler(closed -> {
            all.decrementAndGet();
            count(address, -1);
        });
        if (total <= limits.connections() && own <= limits.connectionsPerAddress()) {
            return true;
        }
        LOG.debugf("closed a connection from %s: %d in all, %d from there", address, total, own);
        connection.close();
        return false;
    }

    /** Connections at present. */
    int open() {
        return all.get();
    }

    private int count(String address, int change) {
        Integer now = byAddress.merge(address, change, (before, more) -> before + more == 0 ? null : before + more);
        return now == null ? 0 : now;
    }
}
