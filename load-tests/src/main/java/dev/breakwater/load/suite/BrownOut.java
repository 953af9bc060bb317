package dev.breakwater.load.suite;

public final class BrownOut extends Suite {
    public BrownOut() {
        super("brown-out");
    }
}
