package dev.breakwater.fault.queue;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where this process is to die: {@code CRASH_AT=settle-before:3} halts it before the third settling of a write,
 * {@code settle-after:3} once the store has settled it and before anybody hears of it. Test builds only, by living
 * here.
 */
final class CrashPoints {

    /** What a process that halts here ends with. */
    static final int EXIT = 77;

    private final @Nullable String point;
    private final AtomicInteger left;

    private CrashPoints(@Nullable String point, int number) {
        this.point = point;
        this.left = new AtomicInteger(number);
    }

    /** Reads {@code CRASH_AT}; without it nothing is to happen. */
    static CrashPoints of(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return new CrashPoints(null, 0);
        }
        int colon = text.indexOf(':');
        return new CrashPoints(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** A step with a point on either side. */
    <T> Future<T> around(String step, Supplier<Future<T>> taken) {
        before(step);
        return taken.get().onSuccess(done -> after(step));
    }

    void before(String step) {
        pass(step + "-before");
    }

    void after(String step) {
        pass(step + "-after");
    }

    private void pass(String here) {
        if (here.equals(point) && left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT);
        }
    }
}
