package dev.breakwater.sandbox.fault;

import dev.breakwater.exchange.Chance;

/** The call takes longer. It holds its key meanwhile, and has its effect even if the client does not wait for it. */
record Latency(long ms, long jitterMs) implements Fault {

    @Override
    public long delayMillis(Chance chance) {
        return ms + (long) (chance.next() * jitterMs);
    }

    @Override
    public boolean isCircumstance() {
        return true;
    }
}
