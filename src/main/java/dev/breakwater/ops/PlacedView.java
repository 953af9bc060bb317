package dev.breakwater.ops;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.mode.Placed;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What became of a change.
 *
 * @param order what stands now
 * @param complete whether every replica obeys
 * @param confirmed the replicas that do
 * @param missing those that have not said so within two seconds
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@RegisterForReflection
record PlacedView(OrderView order, boolean complete, List<String> confirmed, List<String> missing) {

    static PlacedView of(OrderView order, Placed placed) {
        return new PlacedView(order, placed.missing().isEmpty(), placed.confirmed(), placed.missing());
    }
}
