package dev.breakwater.store;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The client that Quarkus makes of {@code quarkus.redis.*}; there is none if that names no host. */
@Singleton
public final class StoreClient {

    private final @Nullable Redis redis;

    @Inject
    StoreClient(Instance<Redis> redis, @ConfigProperty(name = "quarkus.redis.hosts") Optional<String> hosts) {
        this.redis = hosts.isPresent() ? redis.get() : null;
    }

    /** The store that it leads to, not looked at yet; null if none is configured. */
    public @Nullable Store store(Vertx vertx, StoreSettings settings, Alarm alarm, Ticker ticker, Tokens tokens) {
        return redis == null ? null : new Store(vertx, redis, settings, alarm, ticker, tokens, () -> 0);
    }
}
