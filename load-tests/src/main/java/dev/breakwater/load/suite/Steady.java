package dev.breakwater.load.suite;

public final class Steady extends Suite {
    public Steady() {
        super("steady");
    }
}
