package dev.breakwater.exchange;

/** A part with settings of its own, which tells what is wrong with them together with all other faults. */
public interface Configured {

    /** Adds a fault for each setting that cannot be used. */
    void check(Faults faults);
}
