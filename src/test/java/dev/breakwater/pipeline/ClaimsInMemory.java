package dev.breakwater.pipeline;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim;
import dev.breakwater.idempotency.KeyClaims;
import dev.breakwater.store.StoreUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Key records in memory, whose steps are noted and can be made to fail. */
final class ClaimsInMemory implements KeyClaims {

    final List<String> steps = new ArrayList<>();
    private final Map<KeyScope, Entry> entries = new HashMap<>();
    private final Ticker ticker;
    private int tokens;
    private Set<String> failing = Set.of();
    private boolean maybeDone;

    private static final class Entry {
        String fingerprint = "";

        @Nullable
        String token;

        long leaseEnd;
        long claimedAt;

        @Nullable
        Long doubtSince;

        @Nullable
        StoredAnswer answer;

        @Nullable
        WriteId write;
    }

    ClaimsInMemory(Ticker ticker) {
        this.ticker = ticker;
    }

    /** From now on these steps fail. */
    void failing(boolean afterwards, String... which) {
        failing = Set.of(which);
        maybeDone = afterwards;
    }

    @Override
    public Future<Claim> claim(
            KeyScope key, List<String> fingerprints, Duration lease, Duration keep, Durability wanted) {
        return step("claim", () -> {
            Entry entry = entries.computeIfAbsent(key, k -> {
                Entry fresh = new Entry();
                fresh.fingerprint = fingerprints.get(0);
                return fresh;
            });
            long now = ticker.nanos();
            if (!fingerprints.contains(entry.fingerprint)) {
                return new Claim.OtherRequest();
            }
            if (entry.answer != null) {
                return new Claim.Finished(entry.answer);
            }
            if (entry.write != null) {
                return new Claim.Queued(entry.write);
            }
            if (entry.token != null && now < entry.leaseEnd) {
                return new Claim.InFlight(Duration.ofNanos(entry.leaseEnd - now));
            }
            if (entry.token != null && entry.doubtSince == null) {
                entry.doubtSince = entry.claimedAt;
            }
            entry.token = "t" + ++tokens;
            entry.claimedAt = now;
            entry.leaseEnd = now + lease.toNanos();
            Duration doubt = entry.doubtSince == null ? null : Duration.ofNanos(now - entry.doubtSince);
            return new Claim.Held(key, entry.token, doubt, keep);
        });
    }

    @Override
    public Future<Boolean> finish(Claim.Held held, StoredAnswer answer) {
        return step("finish", () -> ours(held, entry -> entry.answer = answer));
    }

    @Override
    public Future<Boolean> release(Claim.Held held) {
        return step(
                "release",
                () -> ours(held, entry -> {
                    if (entry.doubtSince == null) {
                        entries.remove(held.key());
                    }
                }));
    }

    @Override
    public Future<Boolean> doubt(Claim.Held held) {
        return step(
                "doubt",
                () -> ours(held, entry -> {
                    if (entry.doubtSince == null) {
                        entry.doubtSince = entry.claimedAt;
                    }
                }));
    }

    @Override
    public Future<Boolean> queued(Claim.Held held, WriteId id) {
        return step("queued", () -> ours(held, entry -> entry.write = id));
    }

    private boolean ours(Claim.Held held, java.util.function.Consumer<Entry> change) {
        Entry entry = entries.get(held.key());
        if (entry == null || !held.token().equals(entry.token)) {
            return false;
        }
        entry.token = null;
        change.accept(entry);
        return true;
    }

    private <T> Future<T> step(String name, java.util.function.Supplier<T> change) {
        steps.add(name);
        Future<T> done = failing.contains(name) && !maybeDone ? null : Future.succeededFuture(change.get());
        if (done != null && !failing.contains(name)) {
            return done;
        }
        return Future.failedFuture(new StoreUnavailable("away", maybeDone));
    }
}
