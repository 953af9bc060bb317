package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Follower;
import dev.breakwater.store.LoudAlarm.Raised;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreFacts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators look at first, as of one moment: what is wrong, since when, and what is done about it. Times are RFC
 * 3339.
 *
 * @param version of Breakwater
 * @param at when this was seen
 * @param replica the one that answers; what is said of providers, alarms and the store is what it sees itself
 * @param replicas those that obey the shared orders; null without a store and while it cannot be asked
 * @param fleetReplicas how many replicas' figures the providers' {@code fleet} holds, this one's included
 * @param store null if none is configured
 * @param queue of all replicas; null without a store and while it cannot be asked
 * @param providers by name
 * @param switches those that were ordered
 * @param alarms what put data at risk since this replica's start, the latest first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record StatusView(
        String version,
        String at,
        String replica,
        @Nullable List<ReplicaView> replicas,
        int fleetReplicas,
        @Nullable StoreView store,
        @Nullable QueueView queue,
        List<ProviderStatus> providers,
        List<OrderView> switches,
        List<AlarmView> alarms) {

    /** A replica, the orders that it obeys, and when it said so. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    public record ReplicaView(String name, long ordersVersion, long seenSecondsAgo) {
        static ReplicaView of(Follower follower) {
            return new ReplicaView(
                    follower.replica(), follower.version(), follower.seenAgo().toSeconds());
        }
    }

    /** The store as this replica sees it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    public record StoreView(boolean up, boolean lost, String durability, int replicas, boolean full, String version) {
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

    /**
     * How many writes wait, in all partitions.
     *
     * @param oldestSeconds how long the oldest of the pending and leased has waited
     * @param drainSeconds when none will wait any more, if it goes on as in the last minute; null if the backlog has
     *     not shrunk, or nobody has watched it for long enough to tell
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    public record QueueView(
            int pending,
            int leased,
            int parked,
            int dead,
            long oldestSeconds,
            @Nullable Long drainSeconds) {}

    /** An alarm of one cause. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    public record AlarmView(String cause, long count, String lastAt, String detail) {
        static AlarmView of(Raised raised) {
            return new AlarmView(
                    Settings.word(raised.cause()), raised.count(), raised.last().toString(), raised.detail());
        }
    }
}
