package dev.breakwater;

import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A sandbox of a test's own in front of the application, and the provider's base URL that leads to it. */
public final class SandboxForTest implements QuarkusTestResourceLifecycleManager {

    private RunningSandbox sandbox;

    @Override
    public Map<String, String> start() {
        sandbox = new RunningSandbox();
        return Map.of(
                "breakwater.sandbox.enabled", "false",
                "breakwater.providers.stripe.base-url", sandbox.url(),
                "breakwater.providers.stripe.breaker.minimum-calls", "3");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(sandbox, new TestInjector.MatchesType(RunningSandbox.class));
    }

    @Override
    public void stop() {
        sandbox.close();
    }
}
