package dev.breakwater.load.suite;

public final class Spike extends Suite {
    public Spike() {
        super("spike");
    }
}
