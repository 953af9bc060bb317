package dev.breakwater.store;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The client that Quarkus makes of {@code quarkus.redis.*}; there is none if that names no host. */
@Singleton
public final class StoreClient {

    private final Instance<Redis> redis;
    private final Settings settings;
    private final boolean configured;

    @Inject
    StoreClient(
            Instance<Redis> redis,
            Settings settings,
            @ConfigProperty(name = "quarkus.redis.hosts") Optional<String> hosts) {
        this.redis = redis;
        this.settings = settings;
        this.configured = hosts.isPresent();
    }

    /** The store that it leads to, not looked at yet; null if none is configured. */
    public @Nullable Store store(Vertx vertx, StoreSettings settings, Alarm alarm, Ticker ticker, Tokens tokens) {
        return configured ? new Store(vertx, nodes(vertx), settings, alarm, ticker, tokens, () -> 0) : null;
    }

    private StoreNodes nodes(Vertx vertx) {
        Redis client = redis.get();
        RedisOptions options = settings.options;
        return options != null && options.getType() == RedisClientType.CLUSTER
                ? StoreNodes.ofCluster(vertx, options)
                : StoreNodes.of(client);
    }

    /** Sees what Quarkus makes its client of: a cluster's servers need clients of their own. */
    @Singleton
    static final class Settings implements RedisOptionsCustomizer {

        private volatile @Nullable RedisOptions options;

        @Override
        public void customize(String clientName, RedisOptions made) {
            if (VertxRedisClientFactory.DEFAULT_CLIENT.equals(clientName)) {
                options = made;
            }
        }
    }
}
