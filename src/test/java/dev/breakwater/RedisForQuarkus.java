package dev.breakwater;

import dev.breakwater.store.RedisForTest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real redis-server for a test of the real application, and refunds that wait in it. */
public final class RedisForQuarkus implements QuarkusTestResourceLifecycleManager {

    private RedisForTest redis;

    @Override
    public Map<String, String> start() {
        redis = new RedisForTest();
        return Map.of(
                "quarkus.redis.hosts", redis.url(),
                "breakwater.providers.stripe.routes[3].when-unavailable", "queue",
                "breakwater.providers.stripe.routes[3].lane", "form:payment_intent");
    }

    @Override
    public void stop() {
        if (redis != null) {
            redis.close();
        }
    }
}
