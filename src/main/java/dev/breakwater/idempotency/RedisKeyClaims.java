package dev.breakwater.idempotency;

import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim.Held;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.Script;
import dev.breakwater.store.StoreLink;
import dev.breakwater.vault.Unreadable;
import dev.breakwater.vault.Vault;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Key records in Redis, each in the partition of its key. Lease, state and fingerprint are readable, the answer is
 * sealed.
 *
 * <p>Threading: for the event loop whose link it has.
 */
public final class RedisKeyClaims implements KeyClaims {

    private static final Script CLAIM = Script.named("keyclaim");
    private static final Script END = Script.named("keyend");

    private final StoreLink link;
    private final Partitions partitions;
    private final Vault vault;
    private final Tokens tokens;

    public RedisKeyClaims(StoreLink link, Partitions partitions, Vault vault, Tokens tokens) {
        this.link = link;
        this.partitions = partitions;
        this.vault = vault;
        this.tokens = tokens;
    }

    @Override
    public Future<Claim> claim(KeyScope key, List<String> fingerprints, Duration lease, Duration keep) {
        String hash = key.hash();
        String token = tokens.next();
        List<Object> arguments = new ArrayList<>(List.of(hash, token, lease.toMillis(), keep.toMillis()));
        arguments.addAll(fingerprints);
        return link.run(CLAIM, partitions.of(hash), arguments).compose(reply -> {
            String what = reply.get(0).toString();
            switch (what) {
                case "held":
                    long doubt = reply.get(1).toLong();
                    return claimed(new Held(key, token, doubt < 0 ? null : Duration.ofMillis(doubt), keep));
                case "inflight":
                    return claimed(
                            new Claim.InFlight(Duration.ofMillis(reply.get(1).toLong())));
                case "other":
                    return claimed(new Claim.OtherRequest());
                case "queued":
                    return queued(reply.get(1));
                default:
                    return finished(hash, reply.get(1));
            }
        });
    }

    @Override
    public Future<Boolean> finish(Held held, StoredAnswer answer) {
        return end(
                held, "finish", vault.seal(answer.toBytes(), recordId(held.key().hash())));
    }

    @Override
    public Future<Boolean> release(Held held) {
        return end(held, "release", null);
    }

    @Override
    public Future<Boolean> doubt(Held held) {
        return end(held, "doubt", null);
    }

    @Override
    public Future<Boolean> queued(Held held, WriteId id) {
        return end(held, "queued", id.toString());
    }

    private Future<Boolean> end(Held held, String what, @Nullable Object detail) {
        String hash = held.key().hash();
        List<Object> arguments =
                new ArrayList<>(List.of(hash, held.token(), what, held.keep().toMillis()));
        if (detail != null) {
            arguments.add(detail);
        }
        return link.run(END, partitions.of(hash), arguments).map(done -> done.toInteger() == 1);
    }

    private static Future<Claim> claimed(Claim claim) {
        return Future.succeededFuture(claim);
    }

    private static Future<Claim> queued(Response name) {
        WriteId id = WriteId.parse(name.toString());
        return id == null ? unreadable("the name of its write is none") : claimed(new Claim.Queued(id));
    }

    /** An answer that cannot be read ends the exchange: to send the request again would be worse. */
    private Future<Claim> finished(String hash, Response sealed) {
        try {
            return claimed(new Claim.Finished(StoredAnswer.fromBytes(vault.open(sealed.toBytes(), recordId(hash)))));
        } catch (Unreadable | IllegalArgumentException broken) {
            return unreadable(String.valueOf(broken.getMessage()));
        }
    }

    private static Future<Claim> unreadable(String why) {
        return Future.failedFuture(new Unreadable("the key's record cannot be read: " + why));
    }

    private static String recordId(String hash) {
        return "key:" + hash;
    }
}
