package dev.breakwater.fault.queue;

import dev.breakwater.fault.queue.Witness.Fate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What becomes of requests at the provider's door. */
final class Fates {

    private Fates() {}

    /** All goes well. */
    static Fate kind() {
        return new Fate() {};
    }

    /** The first answer for each write is lost. */
    static Fate losingFirstAnswers() {
        Set<String> lost = ConcurrentHashMap.newKeySet();
        return new Fate() {
            @Override
            public boolean losesAnswer(String name) {
                return lost.add(name);
            }
        };
    }

    /** The first answer for each write is lost, and the next {@code refusals} attempts are refused with 429. */
    static Fate losingThenRefusing(int refusals) {
        Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
        return new Fate() {
            @Override
            public int status(String name) {
                int number = attempts.computeIfAbsent(name, first -> new AtomicInteger())
                        .incrementAndGet();
                return number > 1 && number <= 1 + refusals ? 429 : 0;
            }

            @Override
            public boolean losesAnswer(String name) {
                return attempts.get(name).get() == 1;
            }
        };
    }

    /** Those that {@code stuck} names get 500 and nothing is done. */
    static Fate failing(Predicate<String> stuck) {
        return new Fate() {
            @Override
            public int status(String name) {
                return stuck.test(name) ? 500 : 0;
            }
        };
    }

    /** Those that {@code slow} names come late to the provider. */
    static Fate delaying(Predicate<String> slow, long millis) {
        return new Fate() {
            @Override
            public long delayMillis(String name) {
                return slow.test(name) ? millis : 0;
            }
        };
    }

    /** When the first attempt arrives, {@code happening} happens, and nothing is done at the provider. */
    static Fate atFirstArrival(Runnable happening) {
        AtomicInteger arrived = new AtomicInteger();
        return new Fate() {
            @Override
            public int status(String name) {
                if (arrived.incrementAndGet() > 1) {
                    return 0;
                }
                happening.run();
                return 503;
            }
        };
    }

    /** When the provider has executed the first attempt, {@code happening} happens, and the answer is lost. */
    static Fate atFirstEffect(Runnable happening) {
        AtomicInteger executed = new AtomicInteger();
        return new Fate() {
            @Override
            public boolean losesAnswer(String name) {
                boolean first = executed.incrementAndGet() == 1;
                if (first) {
                    happening.run();
                }
                return first;
            }
        };
    }
}
