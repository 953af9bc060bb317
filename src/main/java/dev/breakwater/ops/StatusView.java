package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Follower;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreFacts;
import dev.breakwater.writequeue.Depth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators look at first: the store with what it durably gives, how much waits, and which replicas there are.
 *
 * @param replica the one that answers
 * @param replicas those that obey the shared orders; null while the store cannot be asked
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusView(
        StoreView store,
        @Nullable QueueView queue,
        String replica,
        @Nullable List<ReplicaView> replicas) {

    /** A replica, the orders that it obeys, and when it said so. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ReplicaView(String name, long ordersVersion, long seenSecondsAgo) {
        static ReplicaView of(Follower follower) {
            return new ReplicaView(
                    follower.replica(), follower.version(), follower.seenAgo().toSeconds());
        }
    }

    /** The store as this replica sees it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record StoreView(boolean up, boolean lost, String durability, int replicas, boolean full, String version) {
        static StoreView of(Store store) {
            StoreFacts facts = store.facts();
            return new StoreView(
                    facts.up(),
                    facts.lost(),
                    Settings.word(facts.gives(store.settings().replicas())),
                    facts.replicas(),
                    store.isFull(),
                    facts.version());
        }
    }

    /** How many writes wait, in all partitions; null in {@link StatusView} while the store cannot be asked. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record QueueView(int pending, int leased, int parked, int dead, long oldestSeconds) {
        static QueueView of(List<Depth> partitions) {
            return new QueueView(
                    partitions.stream().mapToInt(Depth::pending).sum(),
                    partitions.stream().mapToInt(Depth::leased).sum(),
                    partitions.stream().mapToInt(Depth::parked).sum(),
                    partitions.stream().mapToInt(Depth::dead).sum(),
                    partitions.stream()
                            .mapToLong(depth -> depth.oldest().toSeconds())
                            .max()
                            .orElse(0));
        }
    }
}
