package dev.breakwater.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * How old the oldest event without a seal is, as a metric: every few seconds it is asked for, whoever seals, so that it
 * tells of a service in which nobody does.
 *
 * <p>Threading: start and stop it once.
 */
public final class AuditMetrics {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Vertx vertx;
    private final AuditLog log;
    private volatile double seconds = Double.NaN;
    private long timer = -1;

    public AuditMetrics(MeterRegistry registry, Vertx vertx, AuditLog log) {
        this.vertx = vertx;
        this.log = log;
        Gauge.builder("breakwater.audit.seal.age", this, it -> it.seconds)
                .description("Age of the oldest audit event that no seal covers; 0 if all are sealed")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    public void start() {
        look();
        timer = vertx.setPeriodic(EVERY.toMillis(), id -> look());
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /** What nobody could be asked for is not known, and not 0. */
    private void look() {
        log.unsealedFor()
                .onComplete(age -> seconds = age.toMillis() / MILLIS_PER_SECOND, storeAway -> seconds = Double.NaN);
    }
}
