package dev.breakwater.ops.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What moving a lever will change, shown before it is done.
 *
 * @param form what was asked for
 * @param what is ordered, in words
 * @param from what stands of this lever
 * @param to what will
 * @param standing the order that stands; null if there is none
 * @param until when it is over, in words
 * @param version of what stands: if another one stands by then, nothing is changed
 * @param routes what becomes of each route
 * @param waiting how many writes wait, in words
 */
public record LeverPlan(
        LeverForm form,
        String what,
        String from,
        String to,
        @Nullable String standing,
        String until,
        long version,
        List<RouteChange> routes,
        String waiting) {

    /**
     * What becomes of a route.
     *
     * @param from how it is treated now
     * @param to how it will be
     * @param effect what that means for its calls
     * @param same whether nothing changes for it
     */
    public record RouteChange(String scope, String what, String from, String to, String effect, boolean same) {}
}
