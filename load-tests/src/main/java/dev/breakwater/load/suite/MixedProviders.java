package dev.breakwater.load.suite;

public final class MixedProviders extends Suite {
    public MixedProviders() {
        super("mixed-providers");
    }
}
