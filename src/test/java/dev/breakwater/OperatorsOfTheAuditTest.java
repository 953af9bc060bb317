package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.breakwater.audit.AuditVerifyCommand;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log as auditors read it from the real application with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class OperatorsOfTheAuditTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Breakwater breakwater;

    @TempDir
    Path files;

    @Test
    void who_turned_the_lever_and_why_is_told_and_so_is_the_configuration_at_the_start() {
        order("stripe", "degraded", "they announced maintenance, card 4242424242424242");

        auditor()
                .get("/ops/v1/audit?kind=mode-set&actor=dev&subject=stripe")
                .then()
                .statusCode(200)
                .body("events[0].kind", equalTo("mode-set"))
                .body("events[0].actor", equalTo("dev"))
                .body("events[0].reason", equalTo("they announced maintenance, card 424242******4242"))
                .body("events[0].details.mode", equalTo("degraded"))
                .body("events[0].stream", equalTo("control"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> auditor()
                        .get("/ops/v1/audit?kind=configuration-in-force")
                        .then()
                        .body("events.details.providers", hasItem(startsWith("stripe http"))));
        order("stripe", "auto", "they are back");
    }

    @Test
    void what_was_ordered_for_one_replica_alone_is_told_too() {
        auditor()
                .contentType(ContentType.JSON)
                .body("{\"on\":false,\"reason\":\"this one is odd\"}")
                .put("/ops/v1/switches/coalescing/all?replica-only=true")
                .then()
                .statusCode(200);
        auditor()
                .delete("/ops/v1/switches/coalescing/all?replica-only=true&reason=mended")
                .then()
                .statusCode(200);

        await().atMost(PATIENCE)
                .untilAsserted(() -> auditor()
                        .get("/ops/v1/audit?actor=dev&subject=all&limit=50")
                        .then()
                        .body("events.find { it.kind == 'switch-set' }.reason", equalTo("this one is odd"))
                        .body("events.find { it.kind == 'switch-set' }.details.order", equalTo("coalescing"))
                        .body("events.find { it.kind == 'switch-cleared' }.reason", equalTo("mended")));
    }

    @Test
    void what_became_of_a_write_is_told_by_its_id() {
        String id = given().port(breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("Idempotency-Key", "audited-" + System.nanoTime())
                .header("Breakwater-Queue", "now")
                .contentType("application/x-www-form-urlencoded")
                .body("payment_intent=pi_audited")
                .post("/stripe/v1/refunds")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        await().atMost(PATIENCE)
                .untilAsserted(() -> auditor()
                        .get("/ops/v1/audit?subject=" + id)
                        .then()
                        .body("events.kind", hasItem("write-accepted"))
                        .body("events.kind", hasItem("write-attempted"))
                        .body("events.kind", hasItem("write-settled")));
    }

    @Test
    void pages_lead_from_one_to_the_next() {
        for (int i = 0; i < 5; i++) {
            order("all", "auto", "page " + i);
        }
        Set<String> seen = new HashSet<>();
        String next = null;
        do {
            Response page =
                    auditor().get("/ops/v1/audit?limit=2&kind=mode-set" + (next == null ? "" : "&before=" + next));
            List<Integer> sequences = page.then().statusCode(200).extract().path("events.sequence");
            List<String> streams = page.path("events.stream");
            for (int i = 0; i < sequences.size(); i++) {
                assertThat(seen.add(streams.get(i) + sequences.get(i))).isTrue();
            }
            next = page.path("next");
        } while (next != null);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void it_is_sealed_within_moments_verified_and_exported_for_who_verifies_it_elsewhere() throws IOException {
        order("all", "auto", "so that there is something");
        await().atMost(PATIENCE)
                .untilAsserted(() -> auditor()
                        .get("/ops/v1/audit/state")
                        .then()
                        .body("find { it.stream == 'control' }.unsealed", is(0))
                        .body("findAll { it.unsealed > 0 }", hasSize(0)));
        auditor()
                .get("/ops/v1/audit/verify")
                .then()
                .statusCode(200)
                .body("whole", is(true))
                .body("first_bad", nullValue());
        Path export = Files.write(
                files.resolve("export.ndjson"),
                auditor()
                        .get("/ops/v1/audit/export")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray());
        Path key = Files.write(
                files.resolve("key.pem"),
                auditor()
                        .get("/ops/v1/audit/key")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray());

        assertThat(verified(export, key)).startsWith("control: ").contains("\nwhole");

        String text = Files.readString(export);
        Files.writeString(export, text.replaceFirst("so that there is something", "so that there is nothing"));
        assertThat(verified(export, key)).contains("BAD changed: control event ");
    }

    @Test
    void what_is_exported_is_noted_only_as_far_as_it_is_sealed() {
        exported("{\"control\": 1}").then().statusCode(204);
        exported("{\"control\": 999999}").then().statusCode(409).body("detail", startsWith("Not noted"));
        exported("{\"p99999\": 1}").then().statusCode(409);
        exported("{\"control\": 0}").then().statusCode(400);
        exported("{}").then().statusCode(400);
    }

    @Test
    void what_cannot_be_understood_is_named() {
        for (String wrong : List.of("kind=nothing", "limit=0", "limit=1001", "from=yesterday", "before=x")) {
            auditor()
                    .get("/ops/v1/audit?" + wrong)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("detail", startsWith("'" + wrong.substring(0, wrong.indexOf('='))));
        }
    }

    private static Response exported(String body) {
        return auditor().contentType(ContentType.JSON).body(body).post("/ops/v1/audit/exported");
    }

    private static void order(String scope, String mode, String reason) {
        auditor()
                .contentType(ContentType.JSON)
                .body("{\"mode\":\"" + mode + "\",\"reason\":\"" + reason + "\"}")
                .put("/ops/v1/modes/" + scope)
                .then()
                .statusCode(200);
    }

    private static String verified(Path export, Path key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        new AuditVerifyCommand()
                .run(new String[] {"audit", "verify", export.toString(), "--key", key.toString()}, printed, printed);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The operator of tests has the role. */
    private static RequestSpecification auditor() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }
}
