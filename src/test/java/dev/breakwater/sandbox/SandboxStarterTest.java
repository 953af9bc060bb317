package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.FreePort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The sandbox inside the application, where configuration asks for it; dev mode's store only in dev builds. */
@QuarkusTest
@TestProfile(SandboxStarterTest.Enabled.class)
class SandboxStarterTest {

    /** Ports of this test's own. */
    public static final class Enabled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "breakwater.sandbox.enabled", "true",
                    "breakwater.sandbox.port", String.valueOf(FreePort.take()),
                    "breakwater.sandbox.control-port", "0",
                    "quarkus.http.test-port", "0");
        }
    }

    @ConfigProperty(name = "breakwater.sandbox.port")
    int port;

    @Inject
    Instance<SandboxStore> store;

    @Test
    void it_listens_and_no_store_is_started() {
        RestAssured.given().port(port).get("/v1/ping").then().statusCode(200);
        assertThat(store.isUnsatisfied()).isTrue();
    }
}
