package dev.breakwater.store;

import dev.breakwater.FreePort;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.ZModem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Redis Cluster of a test's own: three masters with a third of the slots each, and replicas if asked for. */
public final class ClusterForTest implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MASTERS = 3;
    private static final int SLOTS = 16384;

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisForTest> servers = new ArrayList<>();
    private final List<Integer> busPorts = new ArrayList<>();
    private final List<Redis> clients = new ArrayList<>();

    public ClusterForTest() {
        for (int i = 0; i < MASTERS; i++) {
            start();
            at(i, Command.CLUSTER, "SET-CONFIG-EPOCH", i + 1);
            at(i, Command.CLUSTER, "ADDSLOTSRANGE", SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS - 1);
            meet(i);
        }
        for (int i = 0; i < MASTERS; i++) {
            int server = i;
            Awaitility.await("the cluster")
                    .atMost(PATIENCE)
                    .until(() -> at(server, Command.CLUSTER, "INFO").toString().contains("cluster_state:ok"));
        }
    }

    /** Of a client that is told of one server only. */
    public RedisOptions options() {
        return new RedisOptions()
                .setType(RedisClientType.CLUSTER)
                .setConnectionString(servers.get(0).url());
    }

    /** A command to one server. */
    public Response at(int server, Command command, Object... arguments) {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return clients.get(server)
                .send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** The number of the master that holds {@code key} at first. */
    public int masterOf(String key) {
        return slot(key) * MASTERS / SLOTS;
    }

    public static int slot(String key) {
        return ZModem.generate(key);
    }

    /** The name by which the servers know {@code server}. */
    public String id(int server) {
        return at(server, Command.CLUSTER, "MYID").toString();
    }

    /** Adds a replica of {@code master} that every server knows and would follow, and returns its number. */
    public int addReplica(int master) {
        int replica = start();
        meet(replica);
        Awaitility.await("the master to be known")
                .atMost(PATIENCE)
                .until(() -> at(replica, Command.CLUSTER, "NODES").toString().contains(id(master)));
        at(replica, Command.CLUSTER, "REPLICATE", id(master));
        Awaitility.await("the replica")
                .atMost(PATIENCE)
                .until(() -> at(master, Command.INFO, "replication").toString().contains("state=online"));
        // A server that had not heard of it would not believe it that it has taken over.
        for (int i = 0; i <= replica; i++) {
            int server = i;
            Awaitility.await("the replica to be known").atMost(PATIENCE).until(() -> knowAll(server, replica, master));
        }
        return replica;
    }

    /** SIGKILL. */
    public void kill(int server) {
        servers.get(server).kill();
    }

    /** A slot begins to move; its keys are still where they were. */
    public void beginToMove(int slot, int from, int to) {
        at(to, Command.CLUSTER, "SETSLOT", slot, "IMPORTING", id(from));
        at(from, Command.CLUSTER, "SETSLOT", slot, "MIGRATING", id(to));
    }

    /** Takes the keys of a slot along, and tells the masters. */
    public void move(int slot, int from, int to) {
        for (Response key : at(from, Command.CLUSTER, "GETKEYSINSLOT", slot, 1_000_000)) {
            at(from, Command.MIGRATE, "127.0.0.1", servers.get(to).port(), key, 0, PATIENCE.toMillis());
        }
        for (int server : List.of(to, from)) {
            at(server, Command.CLUSTER, "SETSLOT", slot, "NODE", id(to));
        }
    }

    /** Whether {@code server} knows every other one, and the replica as that of its master. */
    private boolean knowAll(int server, int replica, int master) {
        String nodes = at(server, Command.CLUSTER, "NODES").toString();
        return nodes.lines().count() == servers.size()
                && nodes.lines().noneMatch(line -> line.contains("handshake") || line.contains("noaddr"))
                && nodes.lines().anyMatch(line -> line.startsWith(id(replica)) && line.contains(id(master)));
    }

    @Override
    public void close() {
        clients.forEach(Redis::close);
        servers.forEach(RedisForTest::close);
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private int start() {
        int bus = FreePort.take();
        RedisForTest server = new RedisForTest("cluster-enabled", "yes", "cluster-port", String.valueOf(bus));
        servers.add(server);
        busPorts.add(bus);
        clients.add(Redis.createClient(vertx, server.url()));
        return servers.size() - 1;
    }

    private void meet(int server) {
        at(server, Command.CLUSTER, "MEET", "127.0.0.1", servers.get(0).port(), busPorts.get(0));
    }
}
