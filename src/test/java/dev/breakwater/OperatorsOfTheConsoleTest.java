package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.RedirectConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console of the real application, as a browser talks to it; with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OperatorsOfTheConsoleTest.Viewer.class, restrictToAnnotatedClass = true)
class OperatorsOfTheConsoleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String COOKIE = "breakwater-console";

    @Inject
    Breakwater breakwater;

    @TestHTTPResource("/")
    URI ops;

    RunningSandbox sandbox;

    /** An operator who may only look. */
    public static final class Viewer implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            // the key is viewer-key-of-the-console-test
            return Map.of(
                    "breakwater.operators.viewer.key-sha256",
                    "850460a1002b199a0ffe99b57811072714efe882a8b39cc33c4731df045a0084");
        }

        @Override
        public void stop() {}
    }

    @Test
    void nobody_sees_anything_without_logging_in() {
        browser().get("/console").then().statusCode(303).header("Location", equalTo("/console/login"));
        browser().get("/console/writes/anything").then().statusCode(303);
        browser().post("/console/lever").then().statusCode(401);
        browser()
                .get("/console/login")
                .then()
                .statusCode(200)
                .header(
                        "Content-Security-Policy",
                        allOf(containsString("default-src 'none'"), not(containsString("unsafe"))))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cache-Control", equalTo("no-store"));
        for (String asset : List.of("console.css", "htmx.js", "sse.js", "mark.svg")) {
            browser().get("/console/assets/" + asset).then().statusCode(200);
        }
    }

    @Test
    void the_cookie_is_for_the_console_only_and_ends_with_the_session() {
        Response in = logIn("dev-operator-key");
        String cookie = in.header("Set-Cookie");
        assertThat(cookie).containsIgnoringCase("HttpOnly").contains("Secure", "SameSite=Strict", "Path=/console");
        String token = in.cookie(COOKIE);
        browser().cookie(COOKIE, token).get("/ops/v1/status").then().statusCode(401);
        String csrf = csrf(token);
        browser()
                .cookie(COOKIE, token)
                .formParam("csrf", csrf)
                .post("/console/logout")
                .then()
                .statusCode(303);
        browser().cookie(COOKIE, token).get("/console").then().statusCode(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "dev-client-key"})
    void with_a_wrong_key_nobody_gets_in(String key) {
        logIn(key).then().statusCode(401).header("Set-Cookie", equalTo(null));
    }

    @Test
    void what_comes_from_elsewhere_changes_nothing() {
        String token = logIn("dev-operator-key").cookie(COOKIE);
        String csrf = csrf(token);
        browser().cookie(COOKIE, token).post("/console/logout").then().statusCode(403);
        browser()
                .cookie(COOKIE, token)
                .formParam("csrf", "guessed")
                .post("/console/logout")
                .then()
                .statusCode(403);
        given().redirects()
                .follow(false)
                .cookie(COOKIE, token)
                .header("Origin", "https://evil.example")
                .formParam("csrf", csrf)
                .post("/console/logout")
                .then()
                .statusCode(403);
        given().redirects()
                .follow(false)
                .cookie(COOKIE, token)
                .formParam("csrf", csrf)
                .post("/console/logout")
                .then()
                .statusCode(403);
        browser().cookie(COOKIE, token).get("/console").then().statusCode(200);
    }

    @Test
    void who_may_only_look_is_offered_nothing_else_and_refused_it() {
        String token = logIn("viewer-key-of-the-console-test").cookie(COOKIE);
        browser()
                .cookie(COOKIE, token)
                .get("/console")
                .then()
                .statusCode(200)
                .body(not(containsString("/console/lever")));
        String csrf = csrf(token);
        browser().cookie(COOKIE, token).get("/console/lever").then().statusCode(403);
        browser().cookie(COOKIE, token).get("/console/audit").then().statusCode(403);
        browser()
                .cookie(COOKIE, token)
                .formParam("csrf", csrf)
                .post("/console/lever")
                .then()
                .statusCode(403);
    }

    @Test
    void the_lever_says_what_it_changes_and_does_it_once() {
        String token = logIn("dev-operator-key").cookie(COOKIE);
        String csrf = csrf(token);
        lever(token, csrf, "/console/lever/confirm", "", "0")
                .then()
                .statusCode(400)
                .body(containsString("Say why"));
        Response plan = lever(token, csrf, "/console/lever/confirm", "they are <slow>", "0");
        plan.then()
                .statusCode(200)
                .body(containsString("stripe/refunds"))
                .body(containsString("taken into the queue"))
                .body(containsString("they are &lt;slow&gt;"));
        String version = hidden(plan, "version");
        lever(token, csrf, "/console/lever", "they are slow", version)
                .then()
                .statusCode(200)
                .body(containsString("All replicas obey, 1 of 1"));
        browser().cookie(COOKIE, token).get("/console").then().body(containsString("stripe is degraded"));
        lever(token, csrf, "/console/lever", "they are slow", version)
                .then()
                .statusCode(412)
                .body(containsString("Somebody else was faster"));

        String id = refund();
        browser()
                .cookie(COOKIE, token)
                .get("/console/writes")
                .then()
                .statusCode(200)
                .body(containsString(id));
        browser()
                .cookie(COOKIE, token)
                .get("/console/writes/" + id)
                .then()
                .statusCode(200)
                .body(containsString("accepted"))
                .body(not(containsString("secret-of-the-console")));
        operator().delete("/ops/v1/modes/stripe?reason=mended").then().statusCode(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> browser()
                        .cookie(COOKIE, token)
                        .get("/console/writes/" + id)
                        .then()
                        .body(containsString("delivered")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> browser()
                        .cookie(COOKIE, token)
                        .get("/console/audit?subject=" + id)
                        .then()
                        .statusCode(200)
                        .body(containsString("write-settled")));
        browser()
                .cookie(COOKIE, token)
                .formParam("csrf", csrf)
                .post("/console/audit/verify")
                .then()
                .statusCode(200)
                .body(containsString("The log is whole"));
    }

    @Test
    void what_is_ordered_for_this_replica_only_is_on_record() {
        String token = logIn("dev-operator-key").cookie(COOKIE);
        String csrf = csrf(token);
        for (String order : List.of("coalescing:off", "coalescing:clear")) {
            browser()
                    .cookie(COOKIE, token)
                    .formParam("csrf", csrf)
                    .formParam("scope", "all")
                    .formParam("order", order)
                    .formParam("reason", "this one is odd")
                    .formParam("here", "true")
                    .formParam("version", "0")
                    .post("/console/lever")
                    .then()
                    .statusCode(200)
                    .body(containsString("On this replica only"));
        }
        for (String kind : List.of("switch-set", "switch-cleared")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> browser()
                            .cookie(COOKIE, token)
                            .get("/console/audit?kind=" + kind)
                            .then()
                            .statusCode(200)
                            .body(containsString("this one is odd"))
                            .body(containsString("replica-only")));
        }
    }

    @Test
    void what_waits_is_shown_page_by_page_the_newest_first() {
        String token = logIn("dev-operator-key").cookie(COOKIE);
        operator()
                .contentType(ContentType.JSON)
                .body("{\"on\":false,\"reason\":\"so that they wait\"}")
                .put("/ops/v1/switches/drain/all")
                .then()
                .statusCode(200);
        String oldest = waits("page-0");
        for (int i = 1; i <= 50; i++) {
            waits("page-" + i);
        }
        Response first = browser().cookie(COOKIE, token).get("/console/writes?state=pending");
        assertThat(first.asString()).doesNotContain(oldest).doesNotContain("Newest");
        Matcher older = Pattern.compile("href=\"([^\"]*)\">Older").matcher(first.asString());
        assertThat(older.find()).isTrue();
        browser()
                .cookie(COOKIE, token)
                .urlEncodingEnabled(false)
                .get(older.group(1).replace("&amp;", "&"))
                .then()
                .statusCode(200)
                .body(containsString(oldest))
                .body(containsString("Newest"))
                .body(not(containsString("Older")));
        operator()
                .delete("/ops/v1/switches/drain/all?reason=they+have+waited")
                .then()
                .statusCode(200);
    }

    private String waits(String key) {
        return given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("Idempotency-Key", key)
                .header("Breakwater-Queue", "now")
                .contentType(ContentType.URLENC)
                .formParam("payment_intent", key)
                .post("/stripe/v1/refunds")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private Response lever(String token, String csrf, String path, String reason, String version) {
        return browser()
                .cookie(COOKIE, token)
                .formParam("csrf", csrf)
                .formParam("scope", "stripe")
                .formParam("order", "mode:degraded")
                .formParam("reason", reason)
                .formParam("end", "30m")
                .formParam("version", version)
                .post(path);
    }

    private String refund() {
        return given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("Idempotency-Key", "console-refund")
                .contentType(ContentType.URLENC)
                .formParam("payment_intent", "charge-of-the-console")
                .formParam("metadata[note]", "secret-of-the-console")
                .post("/stripe/v1/refunds")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private String csrf(String token) {
        return hidden(browser().cookie(COOKIE, token).get("/console"), "csrf");
    }

    private static String hidden(Response page, String name) {
        Matcher found =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.asString());
        assertThat(found.find()).as(page.asString()).isTrue();
        return found.group(1);
    }

    private Response logIn(String key) {
        return browser().formParam("key", key).post("/console/login");
    }

    private RequestSpecification browser() {
        return given().config(RestAssuredConfig.config()
                        .redirect(RedirectConfig.redirectConfig().followRedirects(false)))
                .baseUri(ops.toString().replaceAll("/$", ""))
                .header("Origin", ops.toString().replaceAll("/$", ""))
                .header("Sec-Fetch-Site", "same-origin");
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }
}
