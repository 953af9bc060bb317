package dev.breakwater.fault.queue;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.Map;
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

    /** A step's one side, and how often it is to be passed. */
    private record Point(@Nullable String name, AtomicInteger left) {

        static Point of(@Nullable String text) {
            if (text == null || text.isBlank()) {
                return new Point(null, new AtomicInteger());
            }
            int colon = text.indexOf(':');
            return new Point(text.substring(0, colon), new AtomicInteger(Integer.parseInt(text.substring(colon + 1))));
        }

        boolean isReached(String here) {
            return here.equals(name) && left.decrementAndGet() == 0;
        }
    }

    private final Point crash;
    private final Point stop;

    private CrashPoints(Point crash, Point stop) {
        this.crash = crash;
        this.stop = stop;
    }

    /** As {@code CRASH_AT} and {@code STOP_AT} say; without them nothing is to happen. */
    static CrashPoints of(Map<String, String> environment) {
        return new CrashPoints(Point.of(environment.get("CRASH_AT")), Point.of(environment.get("STOP_AT")));
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
        if (crash.isReached(here)) {
            Runtime.getRuntime().halt(EXIT);
        }
        if (stop.isReached(here)) {
            pause();
        }
    }

    private static void pause() {
        String own = String.valueOf(ProcessHandle.current().pid());
        try {
            new ProcessBuilder("kill", "-STOP", own).start().waitFor();
        } catch (IOException | InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
