package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.FreePort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A dev build brings its own store. */
@QuarkusTest
@TestProfile(SandboxStoreInDevTest.Dev.class)
class SandboxStoreInDevTest {

    /** The dev profile, on ports of this test's own. */
    public static final class Dev implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "dev";
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "breakwater.sandbox.enabled", "false",
                    "breakwater.sandbox.store-directory", "target/sandbox-store-test",
                    "quarkus.redis.hosts", "redis://localhost:" + FreePort.take(),
                    "quarkus.http.port", "0",
                    "quarkus.http.test-port", "0");
        }
    }

    @ConfigProperty(name = "quarkus.redis.hosts")
    URI redis;

    @Test
    void a_redis_answers() {
        assertThat(RedisPing.answers(redis.getHost(), redis.getPort())).isTrue();
    }
}
