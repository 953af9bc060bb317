package dev.breakwater.idempotency;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim.Finished;
import dev.breakwater.idempotency.Claim.Held;
import dev.breakwater.idempotency.Claim.InFlight;
import dev.breakwater.idempotency.Claim.OtherRequest;
import dev.breakwater.idempotency.Claim.Queued;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.Script;
import dev.breakwater.store.StoreLink;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.vault.Unreadable;
import dev.breakwater.vault.Vault;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims in Redis: each step is one script on the record of the key, which lives in the partition of the key's
 * hash. {@code docs/store.md} says what the record holds. A claim is as durable as the store is set to make it, and its
 * reply comes when it is.
 *
 * <p>Threading: one for each event loop, like its {@link StoreLink}.
 */
public final class RedisKeyClaims implements KeyClaims {

    private static final Script CLAIM = script("claim");
    private static final Script FINISH = script("finish");
    private static final Script RELEASE = script("release");
    private static final Script DOUBT = script("doubt");
    private static final Script QUEUED = script("queued");

    private final StoreLink link;
    private final Partitions partitions;
    private final Vault vault;
    private final Tokens tokens;

    /** @param link the calling event loop's own */
    public RedisKeyClaims(StoreLink link, Partitions partitions, Vault vault, Tokens tokens) {
        this.link = link;
        this.partitions = partitions;
        this.vault = vault;
        this.tokens = tokens;
    }

    @Override
    public Future<Claim> claim(
            KeyScope key, List<String> fingerprints, Duration lease, Duration keep, Durability wanted) {
        String hash = key.hash();
        String token = tokens.next();
        List<Object> arguments = arguments(key, keep, token);
        arguments.add(lease.toMillis());
        arguments.addAll(fingerprints);
        if (wanted != Durability.REPLICATED) { // the store's disk is looked after every second, replicas are not
            return link.run(CLAIM, partitions.of(hash), arguments).map(reply -> claim(reply, key, token, keep));
        }
        return link.runDurably(CLAIM, partitions.of(hash), arguments, wanted).compose(stored -> {
            Claim claim = claim(stored.reply(), key, token, keep);
            return stored.receipt() == null && claim instanceof Held held
                    ? unconfirmed(held, stored.shortfall())
                    : Future.succeededFuture(claim);
        });
    }

    /** Nothing has been sent under it yet. */
    private Future<Claim> unconfirmed(Held held, String shortfall) {
        return release(held)
                .compose(given -> Future.failedFuture(
                        new StoreUnavailable("the claim of the key is not durable: " + shortfall, false)));
    }

    @Override
    public Future<Boolean> finish(Held held, StoredAnswer answer) {
        return step(
                FINISH, held, vault.seal(answer.toBytes(), recordId(held.key().hash())));
    }

    @Override
    public Future<Boolean> release(Held held) {
        return step(RELEASE, held);
    }

    @Override
    public Future<Boolean> doubt(Held held) {
        return step(DOUBT, held);
    }

    @Override
    public Future<Boolean> queued(Held held, WriteId id) {
        return step(QUEUED, held, id.partition());
    }

    private Claim claim(Response reply, KeyScope key, String token, Duration keep) {
        return switch (reply.get(0).toString()) {
            case "held" -> new Held(key, token, doubt(number(reply.get(1))), keep);
            case "in-flight" -> new InFlight(Duration.ofMillis(number(reply.get(1))));
            case "other" -> new OtherRequest();
            case "finished" -> new Finished(answer(reply.get(1), key.hash()));
            case "queued" -> queued(reply.get(1).toString(), key.hash());
            default -> throw unreadable("its version is '" + reply.get(1) + "'");
        };
    }

    private static @Nullable Duration doubt(long ageMillis) {
        return ageMillis < 0 ? null : Duration.ofMillis(ageMillis);
    }

    private StoredAnswer answer(Response sealed, String hash) {
        try {
            return StoredAnswer.fromBytes(vault.open(sealed.toBytes(), recordId(hash)));
        } catch (Unreadable | IllegalArgumentException unreadable) {
            throw unreadable(String.valueOf(unreadable.getMessage()));
        }
    }

    /** A write's id is its key's hash behind its partition. */
    private static Queued queued(String partition, String hash) {
        WriteId known = WriteId.parse("w" + partition + "-" + hash);
        if (known == null) {
            throw unreadable("'" + partition + "' is no partition");
        }
        return new Queued(known);
    }

    /**
     * What is there and cannot be read stands for something that happened: as with a store that is gone, nobody knows.
     */
    private static StoreUnavailable unreadable(String why) {
        return new StoreUnavailable("the record of this key cannot be read: " + why, false);
    }

    private Future<Boolean> step(Script script, Held held, Object... more) {
        String hash = held.key().hash();
        List<Object> arguments = arguments(held.key(), held.keep(), held.token());
        arguments.addAll(List.of(more));
        return link.run(script, partitions.of(hash), arguments).map(done -> number(done) == 1);
    }

    private static long number(Response reply) {
        return Long.parseLong(reply.toString());
    }

    private static List<Object> arguments(KeyScope key, Duration keep, String token) {
        return new ArrayList<>(List.of(key.hash(), keep.toMillis(), key.client(), key.scope(), token));
    }

    /** What an answer is sealed for: the key's record and no other. */
    private static String recordId(String hash) {
        return "key:" + hash;
    }

    private static Script script(String step) {
        return Script.named("key-" + step, "audit", "key");
    }
}
