package dev.breakwater.ops.console;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.ops.Operator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, on this replica and in its memory only: a bounded number; who has not been here for longest has to
 * make room.
 *
 * <p>Threading: safe for any thread.
 */
final class Sessions {

    /** How long somebody may do nothing. */
    static final Duration IDLE_MAX = Duration.ofMinutes(30);

    /** After which everybody shows the key again. */
    static final Duration AGE_MAX = Duration.ofHours(8);

    /** The most that may be logged in. */
    static final int SESSIONS_MAX = 200;

    private final Ticker ticker;
    private final Tokens tokens;
    private final Map<String, Entry> all = new LinkedHashMap<>(16, 0.75f, true); // the longest unused first

    private static final class Entry {
        private final Session session;
        private final long bornNanos;
        private long usedNanos;

        Entry(Session session, long nowNanos) {
            this.session = session;
            this.bornNanos = nowNanos;
            this.usedNanos = nowNanos;
        }
    }

    Sessions(Ticker ticker, Tokens tokens) {
        this.ticker = ticker;
        this.tokens = tokens;
    }

    synchronized Session open(Operator operator) {
        Session session = new Session(tokens.next(), tokens.next(), operator);
        all.values().removeIf(this::isOver);
        if (all.size() >= SESSIONS_MAX) {
            all.remove(all.keySet().iterator().next());
        }
        all.put(session.token(), new Entry(session, ticker.nanos()));
        return session;
    }

    /** The session that somebody uses now; null if there is none any more. */
    synchronized @Nullable Session use(@Nullable String token) {
        Entry entry = token == null ? null : all.get(token);
        if (entry == null || isOver(entry)) {
            all.remove(String.valueOf(token));
            return null;
        }
        entry.usedNanos = ticker.nanos();
        return entry.session;
    }

    /** Whether a session still holds; asking is no use of it. */
    synchronized boolean holds(Session session) {
        for (Entry entry : all.values()) {
            if (entry.session.equals(session)) {
                return !isOver(entry);
            }
        }
        return false;
    }

    synchronized void close(Session session) {
        all.remove(session.token());
    }

    private boolean isOver(Entry entry) {
        long now = ticker.nanos();
        return now - entry.usedNanos >= IDLE_MAX.toNanos() || now - entry.bornNanos >= AGE_MAX.toNanos();
    }
}
