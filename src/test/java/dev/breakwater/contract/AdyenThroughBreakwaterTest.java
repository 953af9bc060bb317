package dev.breakwater.contract;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Adyen's SDK through Breakwater: it shows the client key where it wants the provider's, in {@code X-API-Key}. */
class AdyenThroughBreakwaterTest extends AdyenSdkContract {

    private static RunningSandbox sandbox;
    private static Edge edge;

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
        edge = Edge.start("""
                adyen:
                  base-url: %s/adyen/v71
                  contract: adyen
                  credential: { header: X-API-Key, value: adyen-sandbox-key }
                """.formatted(sandbox.url()));
    }

    @AfterAll
    static void stop() {
        edge.close();
        sandbox.close();
    }

    @Override
    protected String apiBase() {
        return edge.url("adyen");
    }

    @Override
    protected String apiKey() {
        return Edge.KEY;
    }
}
