package dev.breakwater;

import dev.breakwater.exchange.Tokens;
import java.util.Map;

/** What a replica is called: after the machine or container that it runs in, and never as another one. */
final class ReplicaName {

    private static final int UNIQUE = 6; // characters

    private ReplicaName() {}

    static String of(Tokens tokens) {
        return of(System.getenv(), tokens);
    }

    static String of(Map<String, String> environment, Tokens tokens) {
        return environment.getOrDefault("HOSTNAME", "replica") + "-"
                + tokens.next().substring(0, UNIQUE);
    }
}
