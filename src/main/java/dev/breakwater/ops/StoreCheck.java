package dev.breakwater.ops;

import dev.breakwater.exchange.Settings;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * What the store is and gives, for people. It is always up: a replica without its store still takes reads, and writes
 * as their routes say, so that taking it out of service would make a small outage a large one.
 */
@Readiness
@ApplicationScoped
class StoreCheck implements HealthCheck {

    private final Instance<Store> stores;

    @Inject
    StoreCheck(Instance<Store> stores) {
        this.stores = stores;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("store").up();
        Store store = stores.get();
        if (store == null) {
            return answer.withData("state", "none").build();
        }
        StoreFacts facts = store.facts();
        String state = facts.lost() ? "lost" : store.isOpen() ? "open" : "unavailable";
        return answer.withData("state", state)
                .withData(
                        "durability", Settings.word(facts.gives(store.settings().replicas())))
                .withData("replicas", facts.replicas())
                .build();
    }
}
