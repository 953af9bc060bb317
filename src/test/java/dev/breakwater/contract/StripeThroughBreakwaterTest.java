package dev.breakwater.contract;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Stripe's SDK, unchanged but for its base URL and its key, through Breakwater: it must see the same as without. */
class StripeThroughBreakwaterTest extends StripeSdkContract {

    private static RunningSandbox sandbox;
    private static Edge edge;

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
        edge = Edge.start("""
                stripe:
                  base-url: %s
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                """.formatted(sandbox.url()));
    }

    @AfterAll
    static void stop() {
        edge.close();
        sandbox.close();
    }

    @Override
    protected String apiBase() {
        return edge.url("stripe");
    }

    @Override
    protected String apiKey() {
        return Edge.KEY;
    }
}
