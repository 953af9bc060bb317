package dev.breakwater;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.pipeline.Exemplars;
import io.prometheus.client.exemplars.ExemplarSampler;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Gives the Prometheus registry our exemplars in the place of Quarkus' own, which knows no exchanges. */
@Singleton
class ExemplarSource {

    @Produces
    @Alternative
    @Priority(1)
    @Singleton
    Optional<ExemplarSampler> exemplars() {
        return Optional.of(new Exemplars(Ticker.system()));
    }
}
