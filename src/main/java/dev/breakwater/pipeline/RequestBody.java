package dev.breakwater.pipeline;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import io.vertx.core.Future;
import java.util.Optional;

/** The body of a request, which may still be on its way. */
@FunctionalInterface
public interface RequestBody {

    /**
     * Waits for the whole body and hands it to {@link Exchange#arrived}.
     *
     * @param bytesMax a longer body is a problem, whether or not its length was announced
     * @return empty once it is here, else the problem that ends the exchange; never fails
     */
    Future<Optional<Problem>> arrive(Exchange exchange, int bytesMax);
}
