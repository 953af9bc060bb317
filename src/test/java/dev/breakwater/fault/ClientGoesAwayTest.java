package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RawClient;
import dev.breakwater.sandbox.RunningSandbox;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that does not wait for its answer. */
class ClientGoesAwayTest {

    private static final String PATIENT = "contract: none\nattempt-timeout: 20s\nretry: { attempts: 2, backoff: 1ms }";
    private static final Duration A_WHILE = Duration.ofMillis(400);

    @Test
    void client_goes_away_from_a_read_which_is_cancelled() throws IOException {
        try (Scene scene = new Scene(PATIENT)) {
            scene.sandbox.faults("{\"kind\":\"hang\"}");
            try (RawClient client = new RawClient(scene.edge.port())) {
                client.send(head("GET", "/v1/balance") + "\r\n");
                await().until(() -> scene.inFlight() == 1);
            }

            await().until(() -> scene.count("abandoned") == 1 && scene.inFlight() == 0);
            assertThat(scene.count("received")).isEqualTo(1);
            assertThat(scene.provider().bulkhead().inFlight()).isZero();
        }
    }

    @Test
    void client_goes_away_from_a_write_which_is_completed() throws IOException {
        try (Scene scene = new Scene(PATIENT)) {
            scene.sandbox.faults("{\"kind\":\"hang\"}");
            String form = RunningSandbox.payForm(800);
            try (RawClient client = new RawClient(scene.edge.port())) {
                client.send(
                        head("POST", "/v1/payment_intents") + "Content-Length: " + form.length() + "\r\n\r\n" + form);
                await().until(() -> scene.inFlight() == 1);
            }
            await().during(A_WHILE).until(() -> scene.inFlight() == 1);

            scene.sandbox.noFaults();

            await().until(() -> scene.count("answered") == 1);
            assertThat(scene.count("abandoned")).isZero();
            assertThat(scene.payments("")).isEqualTo(1);
            await().until(() -> scene.provider().bulkhead().inFlight() == 0);
        }
    }

    @Test
    void client_goes_away_between_two_attempts_of_a_read_and_there_is_no_second() throws IOException {
        try (Scene scene = new Scene(PATIENT)) {
            scene.sandbox.faults("{\"kind\":\"error\",\"status\":429,\"headers\":{\"Retry-After\":\"1\"},\"times\":1}");
            try (RawClient client = new RawClient(scene.edge.port())) {
                client.send(head("GET", "/v1/balance") + "\r\n");
                await().until(() -> scene.count("answered") == 1);
            }

            await().during(Duration.ofMillis(1400))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> scene.count("received") == 1);
        }
    }

    private static String head(String method, String path) {
        return method + " /sick" + path + " HTTP/1.1\r\nHost: x\r\nBreakwater-Key: " + Edge.KEY + "\r\n";
    }
}
