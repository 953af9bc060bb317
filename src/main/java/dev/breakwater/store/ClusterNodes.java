package dev.breakwater.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.ZModem;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The masters of a Redis Cluster. The client's own cluster connection will not do: it sends what has no key, as
 * {@code WAIT} and {@code CONFIG GET}, to any server, and follows {@code ASK} while a slot is being moved, to a server
 * where a step would find half of its keys. Here a step whose slot is being moved is refused, and nothing of it begun.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">Redis cluster
 *     specification</a>
 */
final class ClusterNodes implements StoreNodes {

    private final Vertx vertx;
    private final RedisOptions options;
    private final List<String> seeds;
    private final Map<String, Redis> clients = new HashMap<>();

    /** The first slot of each range, and the name of the server that has it. */
    private volatile NavigableMap<Integer, String> ranges = new TreeMap<>();

    ClusterNodes(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.seeds = options.getEndpoints().stream()
                .map(URI::create)
                .map(uri -> name(uri.getHost(), uri.getPort() < 0 ? "6379" : String.valueOf(uri.getPort())))
                .toList();
    }

    @Override
    public Set<String> all() {
        Set<String> names = new LinkedHashSet<>(ranges.values());
        return names.isEmpty() ? Set.of(seeds.get(0)) : names;
    }

    @Override
    public String of(String key) {
        Map.Entry<Integer, String> range = ranges.floorEntry(ZModem.generate(key));
        return range == null ? seeds.get(0) : range.getValue();
    }

    @Override
    public Future<RedisConnection> connect(String name) {
        return client(name).connect();
    }

    @Override
    public Future<Void> look(StoreLink link) {
        Set<String> candidates = new LinkedHashSet<>(ranges.values());
        candidates.addAll(seeds);
        return ask(candidates.iterator(), link);
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(Redis::close);
        clients.clear();
    }

    private Future<Void> ask(Iterator<String> candidates, StoreLink link) {
        String name = candidates.next();
        return link.node(name)
                .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .<Void>map(slots -> {
                    found(slots, name);
                    return null;
                })
                .recover(failed -> candidates.hasNext() ? ask(candidates, link) : Future.failedFuture(failed));
    }

    /** Each range is its first slot, its last one, its master, and its replicas; a master is its host and port. */
    private void found(Response slots, String asked) {
        NavigableMap<Integer, String> now = new TreeMap<>();
        for (Response range : slots) {
            Response master = range.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            now.put(
                    Integer.valueOf(range.get(0).toString()),
                    name(
                            host.isEmpty() ? asked.substring(0, asked.lastIndexOf(':')) : host,
                            master.get(1).toString()));
        }
        ranges = now;
        letGo(now);
    }

    private synchronized void letGo(NavigableMap<Integer, String> now) {
        List<String> gone = new ArrayList<>(clients.keySet());
        gone.removeAll(now.values());
        gone.removeAll(seeds);
        gone.forEach(name -> clients.remove(name).close());
    }

    private synchronized Redis client(String name) {
        return clients.computeIfAbsent(
                name,
                missing -> Redis.createClient(
                        vertx,
                        new RedisOptions(options)
                                .setType(RedisClientType.STANDALONE)
                                .setEndpoints(List.of(endpoint(missing)))));
    }

    /** The configured address, with its scheme, user and password, but for host and port. */
    private String endpoint(String name) {
        URI configured = URI.create(options.getEndpoints().get(0));
        String user = configured.getRawUserInfo() == null ? "" : configured.getRawUserInfo() + "@";
        String query = configured.getRawQuery() == null ? "" : "?" + configured.getRawQuery();
        return configured.getScheme() + "://" + user + name + query;
    }

    private static String name(String host, String port) {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
