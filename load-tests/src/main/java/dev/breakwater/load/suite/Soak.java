package dev.breakwater.load.suite;

public final class Soak extends Suite {
    public Soak() {
        super("soak");
    }
}
