package dev.breakwater.exchange;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The random source for decisions that must not fall into step: jitter and sampling. Whoever needs one is handed it, so
 * that a test can seed it. Not for secrets.
 *
 * <p>Threading: implementations may be called from any thread.
 */
@FunctionalInterface
public interface Chance {

    /** A number from 0 (inclusive) to 1 (exclusive), evenly distributed. */
    double next();

    /** The machine's own random source. */
    static Chance system() {
        return () -> ThreadLocalRandom.current().nextDouble();
    }
}
