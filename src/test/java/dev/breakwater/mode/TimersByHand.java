package dev.breakwater.mode;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A Vert.x whose timers go off when a test says so, and never else. */
final class TimersByHand {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A timer that was set. */
    record Timer(boolean periodic, long millis, Handler<Long> handler) {}

    private final Vertx real;
    private final BlockingQueue<Timer> set = new LinkedBlockingQueue<>();
    private volatile @Nullable Context context;

    /** @param real does all else */
    TimersByHand(Vertx real) {
        this.real = real;
    }

    Vertx vertx() {
        return (Vertx) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Vertx.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "setTimer", "setPeriodic" -> {
                        set.add(timer(method, arguments));
                        yield (long) set.size();
                    }
                    case "cancelTimer" -> true;
                    case "getOrCreateContext" -> context = real.getOrCreateContext();
                    default -> passedOn(method, arguments);
                });
    }

    @SuppressWarnings("unchecked")
    private static Timer timer(Method method, Object[] arguments) {
        return new Timer(method.getName().equals("setPeriodic"), (Long) arguments[0], (Handler<Long>) arguments[1]);
    }

    private Object passedOn(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    /** The next timer that is set, once it is. */
    Timer next() {
        return await().atMost(PATIENCE).until(set::poll, Objects::nonNull);
    }

    /** Lets one go off. */
    void fire(Timer timer) {
        Objects.requireNonNull(context).runOnContext(now -> timer.handler().handle(0L));
    }

    /** Those that were set and not looked at. */
    List<Timer> others() {
        return List.copyOf(set);
    }
}
