package dev.breakwater.pipeline;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import org.jspecify.annotations.Nullable;

/** A stage, or a part of one, that lets an exchange through or ends it. */
@FunctionalInterface
public interface Gate {

    /** Null to let {@code exchange} through, else the problem that ends it. It never throws on account of a request. */
    @Nullable
    Problem check(Exchange exchange);
}
