package dev.breakwater.upstream;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.RouteTable;
import java.util.List;

/**
 * All providers with the state of their guards.
 *
 * @param all in no particular order
 */
public record Providers(List<Provider> all) {

    /** One provider for each in {@code table}. */
    public static Providers of(RouteTable table, Ticker ticker) {
        return new Providers(table.providers().stream()
                .map(routes -> new Provider(routes, ticker))
                .toList());
    }
}
