package dev.breakwater.store;

import dev.breakwater.exchange.Durability;
import org.jspecify.annotations.Nullable;

/**
 * What the store really is, as read from it a moment ago.
 *
 * @param up whether it answered
 * @param lost whether it came back without what it had acknowledged
 * @param fsyncs whether it forces every write to the disk before it confirms it
 * @param evicts whether it may throw keys away
 * @param replicas how many are connected
 * @param usedMemory bytes
 * @param maxMemory bytes; 0 for no bound
 * @param spansPartitions whether one step may touch several partitions: not in a Redis Cluster, which keeps them apart
 * @param version of the server
 */
public record StoreFacts(
        boolean up,
        boolean lost,
        boolean fsyncs,
        boolean evicts,
        int replicas,
        long usedMemory,
        long maxMemory,
        boolean spansPartitions,
        String version) {

    /** Before it has been asked, and while it does not answer. */
    static final StoreFacts DOWN = new StoreFacts(false, false, false, false, 0, 0, 0, false, "");

    StoreFacts asLost() {
        return new StoreFacts(up, true, fsyncs, evicts, replicas, usedMemory, maxMemory, spansPartitions, version);
    }

    StoreFacts asDown() {
        return new StoreFacts(false, lost, fsyncs, evicts, replicas, usedMemory, maxMemory, spansPartitions, version);
    }

    /** Why it gives less than {@code wanted}; null if it gives that. */
    public @Nullable String shortOf(Durability wanted, int replicasWanted) {
        if (evicts) {
            return "its maxmemory-policy is not noeviction, so that it may throw accepted writes away";
        }
        if (wanted == Durability.MEMORY) {
            return null;
        }
        if (!fsyncs) {
            return "it is not set to appendonly yes and appendfsync always, so that a crash may lose accepted writes";
        }
        if (wanted == Durability.REPLICATED && replicas < replicasWanted) {
            return replicas + " replicas are connected where " + replicasWanted + " must confirm";
        }
        return null;
    }

    /** What it gives at the most. */
    public Durability gives(int replicasWanted) {
        if (!fsyncs) {
            return Durability.MEMORY;
        }
        return replicasWanted > 0 && replicas >= replicasWanted ? Durability.REPLICATED : Durability.FSYNC;
    }

    /** Whether its memory is filled beyond {@code share} of what it may use. */
    public boolean isFull(double share) {
        return maxMemory > 0 && usedMemory > share * maxMemory;
    }
}
