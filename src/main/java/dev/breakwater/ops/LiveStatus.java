package dev.breakwater.ops;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.Orders;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.ops.ProviderStatus.ProviderQueue;
import dev.breakwater.ops.StatusView.AlarmView;
import dev.breakwater.ops.StatusView.StoreView;
import dev.breakwater.pipeline.FleetPulse;
import dev.breakwater.store.LoudAlarm;
import dev.breakwater.store.Store;
import dev.breakwater.upstream.Providers;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The one page of truth: what this replica knows of itself, its providers, the store and the queue.
 *
 * <p>Threading: safe for any thread. It costs payments nothing: it reads what they count anyway.
 */
@Singleton
public class LiveStatus {

    private static final String ALONE = "alone"; // without a store there are no others that it could be mistaken for

    private final String version;
    private final Instance<Parts> parts; // resources are made at build time, what they look at at start
    private final StoreLook look;
    private final Ticker ticker = Ticker.system();

    @Inject
    LiveStatus(
            @ConfigProperty(name = "quarkus.application.version") String version,
            Instance<Parts> parts,
            StoreLook look) {
        this.version = version;
        this.parts = parts;
        this.look = look;
    }

    /** What it is made from. */
    @Singleton
    static class Parts {

        private final Providers providers;
        private final FleetPulse pulse;
        private final ReplicaLevers levers;
        private final LoudAlarm alarm;
        private final Instance<Store> stores;
        private final Optional<OrderBook> book;
        private final OrderDesk desk;

        @Inject
        Parts(
                Providers providers,
                FleetPulse pulse,
                ReplicaLevers levers,
                LoudAlarm alarm,
                Instance<Store> stores,
                Optional<OrderBook> book,
                OrderDesk desk) {
            this.providers = providers;
            this.pulse = pulse;
            this.levers = levers;
            this.alarm = alarm;
            this.stores = stores;
            this.book = book;
            this.desk = desk;
        }
    }

    /** As of now. The future never fails. */
    public CompletionStage<StatusView> now() {
        return look.ask().thenApply(this::with);
    }

    /** As of now but for the store, of which it tells what was said last: for who must not wait. */
    StatusView glance() {
        return with(look.last());
    }

    private StatusView with(StoreLook.Seen seen) {
        Parts all = parts.get();
        Orders orders = all.levers.orders();
        Store store = all.stores.get();
        return new StatusView(
                version,
                ticker.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                all.book.map(OrderBook::replica).orElse(ALONE),
                seen.replicas(),
                all.pulse.replicas(),
                store == null ? null : StoreView.of(store),
                seen.queue(),
                all.providers.all().stream()
                        .map(provider -> ProviderStatus.of(
                                provider,
                                orders,
                                all.pulse,
                                queue(seen, provider.settings().name())))
                        .sorted(Comparator.comparing(ProviderStatus::name))
                        .toList(),
                all.desk.all(Lever.Kind.SWITCH),
                all.alarm.raised().stream().map(AlarmView::of).toList());
    }

    /** What waits of a provider; null while nobody knows. */
    private static @Nullable ProviderQueue queue(StoreLook.Seen seen, String provider) {
        return seen.queue() == null ? null : seen.queues().getOrDefault(provider, ProviderQueue.NONE);
    }
}
