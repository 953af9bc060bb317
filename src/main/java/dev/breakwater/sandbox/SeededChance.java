package dev.breakwater.sandbox;

import dev.breakwater.exchange.Chance;

/** The same numbers for the same seed, on every machine (SplitMix64), so that a drill can be played again. */
final class SeededChance implements Chance {

    private long state;

    SeededChance(long seed) {
        state = seed;
    }

    @Override
    public double next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
