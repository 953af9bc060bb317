package dev.breakwater.load.suite;

public final class ProviderOutage extends Suite {
    public ProviderOutage() {
        super("provider-outage");
    }
}
