package dev.breakwater.delivery;

import dev.breakwater.exchange.Ticker;
import java.time.Duration;

/**
 * How fast the backlog of one provider is delivered. Two bounds, each found by additive increase and multiplicative
 * decrease, as TCP finds its own: how many attempts are under way (it falls when the provider fails or gets slow) and
 * how many begin per second (it falls when the provider says 429). Both start low.
 *
 * <p>What is refused or failed among attempts that were under way at the last decrease does not count again: they all
 * tell of the same moment.
 *
 * <p>Threading: safe for any thread; the event loops of a replica share it, and its lock is held for a few additions.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5681">RFC 5681, TCP Congestion Control</a>
 */
public final class RecoveryGovernor {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double RATE_FIRST = 20; // per second, doubled each second until the first 429
    private static final double RATE_MIN = 1;
    private static final double RATE_MAX = 100_000;
    private static final double STEP = 0.01; // per good answer: a hundredth of the rate each second
    private static final double STEP_SHARE = 0.001; // of the rate, at most: or a slow provider would be tried too often
    private static final double UNREFUSED_SECONDS = 30; // after that, and then ever faster, steps get longer
    private static final double CUT_WHILE_SEEKING = 0.5; // the rate has doubled past the limit
    private static final double CUT = 0.8; // the rate has crept past it
    private static final double BURST_SECONDS = 0.05;
    private static final double AHEAD_SECONDS = 0.25; // what is claimed before its time has come
    private static final long QUIET_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long BOUND_NANOS = Duration.ofSeconds(1).toNanos();

    private final int concurrencyMax;
    private final Ticker ticker;

    private double window = 1;
    private double rate = RATE_FIRST;
    private boolean seeking = true;
    private double tokens = 1;
    private int inFlight;
    private long refilledAt;
    private long startedAt;
    private long boundAt;
    private long windowCutAt;
    private long rateCutAt;

    /** What an attempt says about the pace. */
    enum Sign {
        /** It was answered in good time. */
        GOOD,
        /** It failed, or took long. */
        BAD,
        /** It says nothing: it never left us, or was refused for its time alone. */
        SILENT
    }

    RecoveryGovernor(int concurrencyMax, Ticker ticker) {
        this.concurrencyMax = concurrencyMax;
        this.ticker = ticker;
        long now = ticker.nanos();
        this.refilledAt = now;
        this.startedAt = now;
        this.boundAt = now - BOUND_NANOS;
        this.windowCutAt = now - 1;
        this.rateCutAt = now - 1;
    }

    /** Lets one attempt begin if its time has come; {@link #ended} follows exactly once. */
    synchronized boolean tryStart() {
        long now = ticker.nanos();
        refill(now);
        if (inFlight == 0 && now - startedAt > QUIET_NANOS) {
            window = 1;
        }
        if (inFlight >= (int) window) {
            return false;
        }
        if (tokens < 1) {
            boundAt = now;
            return false;
        }
        tokens--;
        inFlight++;
        startedAt = now;
        return true;
    }

    /**
     * An attempt is over.
     *
     * @param began the ticker's reading when it was let begin
     */
    synchronized void ended(long began, Sign sign) {
        inFlight--;
        long now = ticker.nanos();
        switch (sign) {
            case GOOD:
                grow(now);
                break;
            case BAD:
                slowDown(began, now);
                break;
            default:
                break;
        }
    }

    /**
     * The provider said that it is called too often, to a call of ours or a live one.
     *
     * @param began the ticker's reading when that call began
     */
    synchronized void tooOften(long began) {
        cutRate(began, ticker.nanos());
    }

    /** Begin with one attempt at a time again: the provider was away. */
    synchronized void restart() {
        window = 1;
    }

    /** How many writes more are worth claiming now. */
    synchronized int room() {
        int soon = (int) Math.ceil(rate * AHEAD_SECONDS);
        return Math.max(0, Math.min((int) window - inFlight, soon));
    }

    /** How long until the rate lets another attempt begin; zero if only the number under way is in its way. */
    synchronized Duration untilNext() {
        refill(ticker.nanos());
        return tokens >= 1 ? Duration.ZERO : Duration.ofNanos((long) ((1 - tokens) / rate * NANOS_PER_SECOND) + 1);
    }

    /** Attempts under way. */
    public synchronized int inFlight() {
        return inFlight;
    }

    /** How many may be under way at present. */
    public synchronized int concurrency() {
        return (int) window;
    }

    /** How many may begin per second at present. */
    public synchronized double rate() {
        return rate;
    }

    private void refill(long now) {
        double earned = (now - refilledAt) / NANOS_PER_SECOND * rate;
        tokens = Math.min(tokens + earned, Math.max(1, rate * BURST_SECONDS));
        refilledAt = now;
    }

    /** The rate grows only while it is what holds the backlog back: else it would grow without being tried. */
    private void grow(long now) {
        window = Math.min(concurrencyMax, window + 1 / window);
        if (now - boundAt < BOUND_NANOS) {
            rate = Math.min(RATE_MAX, rate + (seeking ? 1 : step(now)));
        }
    }

    private double step(long now) {
        double unrefused = (now - rateCutAt) / NANOS_PER_SECOND / UNREFUSED_SECONDS;
        return Math.min(STEP, STEP_SHARE * rate) * (1 + unrefused * unrefused);
    }

    private void slowDown(long began, long now) {
        if (began - windowCutAt > 0) {
            window = Math.max(1, window / 2);
            windowCutAt = now;
        }
    }

    private void cutRate(long began, long now) {
        if (began - rateCutAt > 0) {
            rate = Math.max(RATE_MIN, rate * (seeking ? CUT_WHILE_SEEKING : CUT));
            seeking = false;
            rateCutAt = now;
            tokens = 0;
            refilledAt = now;
        }
    }
}
