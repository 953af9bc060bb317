package dev.breakwater.delivery;

import dev.breakwater.writequeue.WriteQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A queue for several threads, in which a test can strike before and after each step. */
final class HookedQueue {

    private final WriteQueue queue;
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<Object>> after = new ConcurrentHashMap<>();

    final WriteQueue shared = (WriteQueue) Proxy.newProxyInstance(
            WriteQueue.class.getClassLoader(),
            new Class<?>[] {WriteQueue.class},
            (proxy, method, arguments) -> step(method, arguments));

    HookedQueue(WriteQueue queue) {
        this.queue = queue;
    }

    /** Runs {@code action} once, before the next {@code step}. */
    void before(String step, Runnable action) {
        before.put(step, action);
    }

    /** From now on, what {@code step} returns goes through {@code change}. */
    void after(String step, UnaryOperator<Object> change) {
        after.put(step, change);
    }

    /** How often {@code step} was taken. */
    long count(String step) {
        return steps.stream().filter(step::equals).count();
    }

    private synchronized @Nullable Object step(Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        steps.add(name);
        Runnable first = before.remove(name);
        if (first != null) {
            first.run();
        }
        try {
            Object result = method.invoke(queue, arguments);
            UnaryOperator<Object> change = after.get(name);
            return change == null ? result : change.apply(result);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
