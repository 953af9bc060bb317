package dev.breakwater;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Lets the application under test keep the answers of its route {@code balance}. */
public class CacheForTest implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("breakwater.providers.stripe.routes[4].cache.fresh", "10m");
    }

    @Override
    public void stop() {
        // it is a setting only
    }
}
