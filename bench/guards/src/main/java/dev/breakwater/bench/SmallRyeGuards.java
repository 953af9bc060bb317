package dev.breakwater.bench;

import dev.breakwater.exchange.Outcome;
import io.smallrye.faulttolerance.api.RateLimitType;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** SmallRye's guards, set as like to ours as they can be. */
final class SmallRyeGuards {

    private SmallRyeGuards() {}

    private static TypedGuard.Builder<CompletionStage<Outcome>> builder() {
        return TypedGuard.create(new TypeLiteral<CompletionStage<Outcome>>() {});
    }

    static TypedGuard<CompletionStage<Outcome>> of(Guards guards) {
        TypedGuard.Builder<CompletionStage<Outcome>> builder = builder();
        if (guards.bulkhead()) {
            builder.withBulkhead().limit(200).queueSize(1).done();
        }
        if (guards.breaker()) {
            builder.withCircuitBreaker()
                    .requestVolumeThreshold(20)
                    .failureRatio(0.5)
                    .delay(1, ChronoUnit.HOURS)
                    .successThreshold(3)
                    .done();
        }
        if (guards.timeout()) {
            builder.withTimeout().duration(2, ChronoUnit.SECONDS).done();
        }
        if (guards.retry()) {
            builder.withRetry().maxRetries(1).done();
        }
        if (guards.quota()) {
            builder.withRateLimit()
                    .limit(Integer.MAX_VALUE)
                    .window(1, ChronoUnit.SECONDS)
                    .type(RateLimitType.SMOOTH)
                    .done();
        }
        return builder.build();
    }

    /** With the place taken for ever: the queue's one place, too, since there is no bulkhead without one. */
    static TypedGuard<CompletionStage<Outcome>> fullBulkhead() {
        TypedGuard<CompletionStage<Outcome>> guard =
                builder().withBulkhead().limit(1).queueSize(1).done().build();
        guard.get(CompletableFuture::new);
        guard.get(CompletableFuture::new);
        return guard;
    }

    static TypedGuard<CompletionStage<Outcome>> openBreaker() {
        TypedGuard<CompletionStage<Outcome>> guard = builder()
                .withCircuitBreaker()
                .requestVolumeThreshold(1)
                .delay(1, ChronoUnit.HOURS)
                .done()
                .build();
        guard.get(() -> CompletableFuture.failedFuture(new IllegalStateException("to open it")));
        return guard;
    }

    static TypedGuard<CompletionStage<Outcome>> usedUpQuota() {
        TypedGuard<CompletionStage<Outcome>> guard = builder()
                .withRateLimit()
                .limit(1)
                .window(1, ChronoUnit.HOURS)
                .type(RateLimitType.SMOOTH)
                .done()
                .build();
        guard.get(() -> CompletableFuture.completedFuture(null));
        return guard;
    }
}
