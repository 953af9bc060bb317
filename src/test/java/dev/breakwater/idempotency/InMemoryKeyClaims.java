package dev.breakwater.idempotency;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The plain claims, by which those of the store are judged. Nothing ever expires here. For one thread. */
final class InMemoryKeyClaims implements KeyClaims {

    private final Map<KeyScope, Record> records = new HashMap<>();
    private final LongSupplier nowMillis;
    private int tokens;

    InMemoryKeyClaims(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** What is known of one key; exactly one of token, answer and write is there, or none while it is in doubt. */
    private record Record(
            String fingerprint,
            @Nullable String token,
            long claimedAt,
            long leaseEnd,
            @Nullable Long since,
            @Nullable StoredAnswer answer,
            @Nullable WriteId write) {

        Record over(@Nullable Long inDoubtSince, @Nullable StoredAnswer with, @Nullable WriteId as) {
            return new Record(fingerprint, null, 0, 0, inDoubtSince, with, as);
        }
    }

    @Override
    public Future<Claim> claim(
            KeyScope key, List<String> fingerprints, Duration lease, Duration keep, Durability wanted) {
        long now = nowMillis.getAsLong();
        Record found = records.get(key);
        Long since = null;
        if (found != null) {
            if (!fingerprints.contains(found.fingerprint())) {
                return Future.succeededFuture(new Claim.OtherRequest());
            } else if (found.answer() != null) {
                return Future.succeededFuture(new Claim.Finished(found.answer()));
            } else if (found.write() != null) {
                return Future.succeededFuture(new Claim.Queued(found.write()));
            } else if (found.token() != null && now < found.leaseEnd()) {
                return Future.succeededFuture(new Claim.InFlight(Duration.ofMillis(found.leaseEnd() - now)));
            }
            since = found.since() != null ? found.since() : Long.valueOf(found.claimedAt());
        }
        String token = "t" + ++tokens;
        records.put(key, new Record(fingerprints.get(0), token, now, now + lease.toMillis(), since, null, null));
        Duration doubt = since == null ? null : Duration.ofMillis(now - since);
        return Future.succeededFuture(new Claim.Held(key, token, doubt, keep));
    }

    @Override
    public Future<Boolean> finish(Claim.Held held, StoredAnswer answer) {
        Record mine = owned(held);
        return put(held, mine == null ? null : mine.over(null, answer, null));
    }

    @Override
    public Future<Boolean> release(Claim.Held held) {
        Record mine = owned(held);
        if (mine != null && mine.since() == null) {
            records.remove(held.key());
            return Future.succeededFuture(true);
        }
        return put(held, mine == null ? null : mine.over(mine.since(), null, null));
    }

    @Override
    public Future<Boolean> doubt(Claim.Held held) {
        Record mine = owned(held);
        return put(
                held,
                mine == null
                        ? null
                        : mine.over(mine.since() == null ? Long.valueOf(mine.claimedAt()) : mine.since(), null, null));
    }

    @Override
    public Future<Boolean> queued(Claim.Held held, WriteId id) {
        Record mine = owned(held);
        return put(held, mine == null ? null : mine.over(null, null, id));
    }

    private @Nullable Record owned(Claim.Held held) {
        Record found = records.get(held.key());
        return found != null && held.token().equals(found.token()) ? found : null;
    }

    private Future<Boolean> put(Claim.Held held, @Nullable Record next) {
        if (next != null) {
            records.put(held.key(), next);
        }
        return Future.succeededFuture(next != null);
    }
}
