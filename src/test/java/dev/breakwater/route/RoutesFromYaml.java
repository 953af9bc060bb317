package dev.breakwater.route;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Faults;
import java.util.Set;

/** The product's reader, for tests: what stands below {@code breakwater.providers}, with no indentation. */
public final class RoutesFromYaml {

    private RoutesFromYaml() {}

    /** The table; fails if there is a fault. */
    public static RouteTable read(String providers) {
        Faults faults = new Faults();
        RouteTable table = read(providers, faults);
        if (!faults.all().isEmpty()) {
            throw new IllegalArgumentException(faults.report());
        }
        return table;
    }

    /** The same, faults and all. */
    public static RouteTable read(String providers, Faults faults) {
        return new RouteTableReader(faults).read(Edge.config("", providers).getConfigMapping(ProvidersConfig.class));
    }

    /** The built-in contract {@code name}, or the one in the file of that path. */
    public static Contract contract(String name) {
        return read("p: { base-url: https://p.example, contract: " + name + " }")
                .provider("p")
                .settings()
                .contract();
    }

    /** The names of the built-in contracts. */
    public static Set<String> builtIn() {
        return ContractReader.BUILT_IN;
    }
}
