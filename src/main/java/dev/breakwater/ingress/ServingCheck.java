package dev.breakwater.ingress;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Whether this replica should get traffic: its door is open. Neither a provider nor the store that is away closes it:
 * every replica would say so at once, and those calls that could still be served would have nowhere to go.
 */
@Readiness
@Startup
@ApplicationScoped
class ServingCheck implements HealthCheck {

    private final Instance<DataPlane> planes;

    @Inject
    ServingCheck(Instance<DataPlane> planes) {
        this.planes = planes;
    }

    @Override
    public HealthCheckResponse call() {
        DataPlane plane = planes.get();
        return HealthCheckResponse.named("data-plane")
                .status(plane.isServing())
                .withData("port", plane.port())
                .build();
    }
}
