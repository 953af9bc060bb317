package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/** An order as operators see it; of a lever that nobody has ordered anything of, what holds without orders. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record OrderView(
        @Nullable String name,
        String scope,
        @Nullable String mode,
        @Nullable Boolean on,
        @Nullable Boolean forcedOpen,
        @Nullable String actor,
        @Nullable String reason,
        @Nullable String since,
        @Nullable String until,
        long version,
        @Nullable Boolean replicaOnly) {

    public static OrderView of(Lever lever, @Nullable Order order) {
        boolean ofMode = lever.kind() == Lever.Kind.MODE;
        boolean ofSwitch = lever.kind() == Lever.Kind.SWITCH;
        boolean ofBreaker = lever.kind() == Lever.Kind.BREAKER;
        String name = ofSwitch ? lever.what() : null;
        String scope = lever.scope().toString();
        if (order == null) {
            return new OrderView(
                    name,
                    scope,
                    ofMode ? "auto" : null,
                    ofSwitch ? true : null,
                    ofBreaker ? false : null,
                    null,
                    null,
                    null,
                    null,
                    0,
                    null);
        }
        return new OrderView(
                name,
                scope,
                ofMode ? Settings.word(order.mode()) : null,
                ofSwitch ? order.isOn() : null,
                ofBreaker ? order.mode() != Mode.AUTO : null,
                order.actor(),
                order.reason(),
                order.since().toString(),
                order.until() == null ? null : order.until().toString(),
                order.version(),
                order.replicaOnly() ? true : null);
    }
}
