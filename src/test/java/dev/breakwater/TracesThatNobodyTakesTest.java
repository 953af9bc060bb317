package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who should receive spans takes connections and never answers: payments do not notice. */
@QuarkusTest
@QuarkusTestResource(
        value = TraceScene.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "hangs", value = "true"))
class TracesThatNobodyTakesTest {

    /** Two spans each: more than the exporter holds back (2048), so that the last ones have nowhere to go. */
    private static final int PAYMENTS = 1_500;

    /** The exporter gives its receiver ten. */
    private static final Duration SURELY_NO_WAIT_FOR_THE_EXPORTER = Duration.ofSeconds(5);

    @Inject
    Breakwater breakwater;

    TraceScene scene;

    @Test
    void holds_up_and_fails_no_payment() throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < PAYMENTS; i++) {
            HttpRequest payment = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + breakwater.port() + "/stripe/v1/payment_intents"))
                    .header("Authorization", "Bearer dev-client-key")
                    .header(
                            "traceparent",
                            "00-" + UUID.randomUUID().toString().replace("-", "") + "-00f067aa0ba902b7-01")
                    .timeout(SURELY_NO_WAIT_FOR_THE_EXPORTER)
                    .POST(HttpRequest.BodyPublishers.ofString("amount=1"))
                    .build();
            assertThat(http.send(payment, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(scene.asked("/v1/payment_intents")).hasSize(PAYMENTS);
        assertThat(scene.spans()).isEmpty();
    }
}
