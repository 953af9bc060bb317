package dev.breakwater.store;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;

/** One look at what the store is set to. */
final class StoreLook {

    private StoreLook() {}

    static Future<StoreFacts> at(StoreLink link) {
        Future<Boolean> fsyncs = link.fsynced();
        Future<Response> info = link.send(Request.cmd(Command.INFO));
        return fsyncs.compose(yes -> info.map(text -> facts(yes, fields(text.toString()))));
    }

    /** Whether every write is forced to the disk, by an answer to {@code CONFIG GET appendonly appendfsync}. */
    static boolean fsyncs(Response config) {
        Map<String, String> settings = pairs(config);
        return "yes".equals(settings.get("appendonly")) && "always".equals(settings.get("appendfsync"));
    }

    private static StoreFacts facts(boolean fsyncs, Map<String, String> info) {
        return new StoreFacts(
                true,
                false,
                fsyncs,
                !"noeviction".equals(info.get("maxmemory_policy")),
                Integer.parseInt(info.getOrDefault("connected_slaves", "0")),
                Long.parseLong(info.getOrDefault("used_memory", "0")),
                Long.parseLong(info.getOrDefault("maxmemory", "0")),
                !"1".equals(info.get("cluster_enabled")),
                info.getOrDefault("redis_version", "?"));
    }

    /** RESP2 gives a flat list, RESP3 a map. */
    private static Map<String, String> pairs(Response config) {
        Map<String, String> pairs = new HashMap<>();
        if (config.getKeys().isEmpty()) {
            for (int i = 0; i + 1 < config.size(); i += 2) {
                pairs.put(config.get(i).toString(), config.get(i + 1).toString());
            }
        } else {
            config.getKeys().forEach(key -> pairs.put(key, config.get(key).toString()));
        }
        return pairs;
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new HashMap<>();
        for (String line : info.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }
}
