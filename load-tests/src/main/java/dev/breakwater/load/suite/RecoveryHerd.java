package dev.breakwater.load.suite;

public final class RecoveryHerd extends Suite {
    public RecoveryHerd() {
        super("recovery-herd");
    }
}
