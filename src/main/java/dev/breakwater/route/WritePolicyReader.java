package dev.breakwater.route;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Settings;
import dev.breakwater.route.ProvidersConfig.PolicyKeys;
import dev.breakwater.route.ProvidersConfig.RouteKeys;
import dev.breakwater.route.WritePolicy.WithoutStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what becomes of writes that cannot be sent now; what is not set is taken from the provider. */
final class WritePolicyReader {

    private static final Duration MAX_WAIT_MIN = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT_MAX = Duration.ofDays(30);

    /** What becomes of a write that cannot be sent. */
    private enum WhenUnavailable {
        QUEUE,
        REFUSE
    }

    /** Whether a write needs a key. */
    private enum KeyNeed {
        OPTIONAL,
        REQUIRED
    }

    private WritePolicyReader() {}

    /** What holds for a provider's routes unless they say otherwise. */
    static WritePolicy ofProvider(Settings at, PolicyKeys keys, Durability durability) {
        return read(at, keys, WritePolicy.refused(durability), null, keys.withoutStore());
    }

    /** What holds for a route. */
    static WritePolicy ofRoute(Settings at, RouteKeys keys, Kind kind, PathTemplate path, WritePolicy around) {
        LaneSource lane = keys.lane().map(text -> lane(at, text, path)).orElse(null);
        Optional<String> withoutStore = keys.withoutStore();
        if (withoutStore.isEmpty() && lane != null) {
            withoutStore = Optional.of(Settings.word(WithoutStore.REFUSE)); // order cannot be kept without the store
        }
        WritePolicy policy = read(at, keys, around, lane, withoutStore)
                .withInvalidates(ReadTemplate.read(at, keys.invalidates(), path, lane != null));
        if (kind == Kind.WRITE) {
            return policy;
        }
        refuseOnReads(at, "when-unavailable", keys.whenUnavailable().filter(text -> policy.queued()));
        refuseOnReads(at, "lane", keys.lane());
        refuseOnReads(at, "invalidates", keys.invalidates().map(all -> String.join(", ", all)));
        return WritePolicy.refused(around.durability());
    }

    private static WritePolicy read(
            Settings at,
            PolicyKeys keys,
            WritePolicy around,
            @Nullable LaneSource lane,
            Optional<String> withoutStore) {
        WhenUnavailable usual = around.queued() ? WhenUnavailable.QUEUE : WhenUnavailable.REFUSE;
        KeyNeed need = around.keyRequired() ? KeyNeed.REQUIRED : KeyNeed.OPTIONAL;
        return new WritePolicy(
                at.oneOf("when-unavailable", keys.whenUnavailable(), usual, WhenUnavailable.class)
                        == WhenUnavailable.QUEUE,
                lane,
                at.duration("max-wait", keys.maxWait(), around.maxWait(), MAX_WAIT_MIN, MAX_WAIT_MAX),
                at.oneOf("durability", keys.durability(), around.durability(), Durability.class),
                at.oneOf("idempotency-key", keys.idempotencyKey(), need, KeyNeed.class) == KeyNeed.REQUIRED,
                at.oneOf("without-store", withoutStore, around.withoutStore(), WithoutStore.class),
                List.of(),
                at.flag("queue-card-numbers", keys.queueCardNumbers(), around.cardNumbersQueued()));
    }

    private static @Nullable LaneSource lane(Settings at, String text, PathTemplate path) {
        String fault = LaneReader.fault(text, path);
        if (fault != null) {
            at.faults().add(at.key("lane"), text, fault);
            return null;
        }
        return LaneReader.of(text, path);
    }

    private static void refuseOnReads(Settings at, String name, Optional<String> given) {
        given.ifPresent(text -> at.faults()
                .add(
                        at.key(name),
                        text,
                        "is for writes, and this route's calls are reads; remove it, or set kind: write"));
    }
}
