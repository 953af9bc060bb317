package dev.breakwater.load.house;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a suite finds what it loads.
 *
 * @param door the data plane
 * @param clientKey for it
 * @param ops the control plane; null if it is not to be asked
 * @param operatorKey for it
 * @param sandbox the controls of the simulated provider: faults and ledger; null if there are none
 */
public record Place(
        URI door,
        String clientKey,
        @Nullable URI ops,
        @Nullable String operatorKey,
        @Nullable URI sandbox) {}
