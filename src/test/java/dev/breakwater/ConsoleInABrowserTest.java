package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The console in a real browser, with a real Redis, as somebody uses it at three in the morning. With
 * {@code -Dconsole.screenshots=DIRECTORY} it keeps pictures for the documentation.
 */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class ConsoleInABrowserTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Breakwater breakwater;

    @TestHTTPResource("")
    URI ops;

    RunningSandbox sandbox;

    private Browser browser;

    @BeforeEach
    void start() {
        Optional<Path> chromium = Installed.find("chromium");
        Optional<Path> driver = Installed.find("chromedriver");
        Assumptions.assumeTrue(
                chromium.isPresent() && driver.isPresent(),
                "no chromium and chromedriver are installed: the console is not tried in a browser");
        browser = Browser.start(chromium.orElseThrow(), driver.orElseThrow());
        browser.size(1200, 900);
    }

    @AfterEach
    void stop() {
        sandbox.noFaults();
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void a_provider_is_taken_out_of_the_path_and_handed_back_and_a_dead_letter_is_replayed() throws IOException {
        at("/console");
        browser.assertSees("Log in");
        look("login");
        browser.type("key", "no key of anybody");
        browser.press("Log in");
        browser.assertSees("No operator has this key.");
        assertThat(browser.complaints()).as("a refused login is one").hasSize(1);
        browser.type("key", "dev-operator-key");
        browser.press("Log in");
        browser.assertSees("All is well");
        look("well");

        order("mode:degraded", "they announced maintenance");
        String id = refund("browser-1", "");
        at("/console");
        browser.assertSees("1 write");
        browser.assertSees("stripe is degraded", "they announced maintenance");
        look("degraded");
        at("/console/writes");
        browser.assertSees(id);
        look("writes");

        order("mode:clear", "they are back");
        await().atMost(PATIENCE).until(() -> state(id).equals("delivered"));
        browser.assertSees("All is well");

        String dead = deadLetter("browser-dead");
        at("/console/writes?state=dead");
        browser.press(dead);
        browser.assertSees("expired");
        look("write");
        browser.type("reason", "the provider is back");
        browser.press("Replay");
        browser.assertSees("Is this what you want?");
        look("replay");
        browser.press("Do it");
        browser.assertSees("Done: replay");
        await().atMost(PATIENCE).until(() -> state(dead).equals("delivered"));

        String second = deadLetter("browser-dead-2");
        at("/console/writes?state=dead");
        look("dead");
        browser.choose("provider", "stripe");
        browser.type("reason", "all of them");
        browser.press("Count them");
        browser.assertSees("Is this what you want?", "1 dead letter", "of stripe");
        look("replay-many");
        browser.press("Do it");
        browser.assertSees("1 dead letter put back");
        look("replayed-many");
        await().atMost(PATIENCE).until(() -> state(second).equals("delivered"));

        order("breaker:open", "they answer, but wrongly");
        browser.assertSees("auto (breaker forced-open)", "they answer, but wrongly");
        look("forced");
        order("breaker:reset", "they are well again");
        browser.assertSees("All is well");

        at("/console/audit");
        browser.assertSees(
                "mode-set", "they announced maintenance", "write-replayed", "the provider is back", "sealed");
        look("audit");
        browser.press("Verify the whole log");
        browser.assertSees("none was changed");
        look("verified");

        at("/console");
        browser.assertSees("seen by this replica, live");
        sessionEndsElsewhere();
        browser.assertSees("NOT LIVE any more");
        browser.complaints(); // that the stream has gone
        at("/console/writes");
        browser.assertSees("Operator key");
        assertThat(browser.complaints()).isEmpty();
    }

    /** Moves the lever of the provider, by way of the page that shows what will change, and goes to the overview. */
    private void order(String what, String reason) throws IOException {
        at("/console/lever?scope=stripe");
        browser.choose("order", what);
        browser.type("reason", reason);
        if (!what.endsWith(":clear") && !what.endsWith(":reset")) {
            browser.type("end", "30m");
        }
        look("lever");
        browser.press("Show what will change");
        browser.assertSees("Is this what you want?", "stripe/refunds");
        look("confirm");
        browser.press("Do it");
        browser.assertSees("Done", "All replicas obey, 1 of 1");
        look("done");
        browser.press("To the overview");
    }

    /** The same session logs out in another tab. */
    private void sessionEndsElsewhere() {
        browser.newTab("http://localhost:" + ops.getPort() + "/console/writes");
        browser.press("Log out");
        browser.assertSees("Operator key"); // closed before, the tab would never have asked for it
        browser.backToFirstTab();
    }

    private void at(String path) {
        browser.open("http://localhost:" + ops.getPort() + path);
    }

    /** As it looks to people: accessible in light and dark, on a desk and on a phone; and kept if wanted. */
    private void look(String name) throws IOException {
        String kept = System.getProperty("console.screenshots");
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            browser.assertAccessible();
            if (kept != null) {
                Files.write(
                        Files.createDirectories(Path.of(kept)).resolve(name + (dark ? "-dark" : "") + ".png"),
                        browser.screenshot());
            }
        }
        browser.dark(false);
        browser.size(390, 844);
        browser.assertAccessible();
        browser.assertFits();
        if (kept != null) {
            Files.write(Path.of(kept).resolve(name + "-phone.png"), browser.screenshot());
        }
        browser.size(1200, 900);
    }

    private String refund(String key, String expires) {
        io.restassured.specification.RequestSpecification call = given().port(breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("Idempotency-Key", key)
                .contentType("application/x-www-form-urlencoded");
        return (expires.isEmpty() ? call : call.header("Breakwater-Expires-At", expires))
                .body("payment_intent=pi_" + key)
                .post("/stripe/v1/refunds")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private String deadLetter(String key) {
        sandbox.faults("{\"kind\":\"refuse-connections\"}");
        String id = refund(key, Instant.now().plusSeconds(2).toString());
        await().atMost(PATIENCE).until(() -> state(id).equals("dead"));
        sandbox.noFaults();
        return id;
    }

    private static String state(String id) {
        return given().header("Authorization", "Bearer dev-operator-key")
                .get("/ops/v1/writes/" + id)
                .path("state");
    }
}
