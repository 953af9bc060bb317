package dev.breakwater.sandbox;

import dev.breakwater.contract.StripeSdkContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Stripe's SDK straight against the sandbox. */
class StripeDirectTest extends StripeSdkContract {

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Override
    protected String apiBase() {
        return sandbox.url();
    }

    @Override
    protected String apiKey() {
        return "sk_test_direct";
    }
}
