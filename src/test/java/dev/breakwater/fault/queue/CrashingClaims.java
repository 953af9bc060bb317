package dev.breakwater.fault.queue;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim;
import dev.breakwater.idempotency.KeyClaims;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Claims at whose steps the process may die. */
record CrashingClaims(KeyClaims within, CrashPoints points) implements KeyClaims {

    @Override
    public Future<Claim> claim(
            KeyScope key, List<String> fingerprints, Duration lease, Duration keep, Durability wanted) {
        return points.around("claim", () -> within.claim(key, fingerprints, lease, keep, wanted));
    }

    @Override
    public Future<Boolean> finish(Claim.Held held, StoredAnswer answer) {
        return points.around("finish", () -> within.finish(held, answer));
    }

    @Override
    public Future<Boolean> release(Claim.Held held) {
        return points.around("release", () -> within.release(held));
    }

    @Override
    public Future<Boolean> doubt(Claim.Held held) {
        return points.around("doubt", () -> within.doubt(held));
    }

    @Override
    public Future<Boolean> queued(Claim.Held held, WriteId id) {
        return points.around("queued", () -> within.queued(held, id));
    }
}
