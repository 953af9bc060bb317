package dev.breakwater.ingress;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether the data plane's event loops turn: the only thing that a restart would mend. What a provider or the store
 * does has no part in it, for a restart of all replicas would make their outage ours.
 */
@Liveness
@ApplicationScoped
class LoopsCheck implements HealthCheck {

    static final Duration SILENCE_MAX = Duration.ofSeconds(30); // a busy machine is not a dead one

    private final Instance<DataPlane> planes;

    @Inject
    LoopsCheck(Instance<DataPlane> planes) {
        this.planes = planes;
    }

    @Override
    public HealthCheckResponse call() {
        return of(planes.get().heartbeats());
    }

    static HealthCheckResponse of(Heartbeats heartbeats) {
        Duration silence = heartbeats.longestSilence();
        return HealthCheckResponse.named("event-loops")
                .status(silence.compareTo(SILENCE_MAX) < 0)
                .withData("loops", heartbeats.loops())
                .withData("longest_silence_ms", silence.toMillis())
                .build();
    }
}
