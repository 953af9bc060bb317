package dev.breakwater.sandbox;

import dev.breakwater.contract.AdyenSdkContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Adyen's SDK straight against the sandbox. */
class AdyenDirectTest extends AdyenSdkContract {

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
        return sandbox.url() + "/adyen/v71";
    }

    @Override
    protected String apiKey() {
        return "adyen-test-key";
    }
}
