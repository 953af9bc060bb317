package dev.breakwater.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.util.Set;

/**
 * The store's servers that take writes, and which of them holds what.
 *
 * <p>Threading: safe for any thread.
 */
public interface StoreNodes {

    /** One server, or the one that Sentinel calls the master. */
    static StoreNodes of(Redis redis) {
        return new OneNode(redis);
    }

    /** A Redis Cluster, of which {@code options} names at least one server. */
    static StoreNodes ofCluster(Vertx vertx, RedisOptions options) {
        return new ClusterNodes(vertx, options);
    }

    /** Their names, as far as is known. */
    Set<String> all();

    /** The name of the one that holds {@code key}, as far as is known. */
    String of(String key);

    /** A new connection to the one of that name. */
    Future<RedisConnection> connect(String name);

    /** Finds out which there are now, asking over {@code link}; fails with {@link StoreUnavailable} if none answers. */
    Future<Void> look(StoreLink link);

    /** Lets go of those that this has made. */
    void close();
}
