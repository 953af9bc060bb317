package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.breakwater.edge.Edge;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console of the packaged application, as a browser talks to it: each page, each form, each script. */
class ConsoleIT {

    private static final String COOKIE = "breakwater-console";

    @TempDir
    static Path dir;

    private static Site site;

    @BeforeAll
    static void start() throws IOException {
        site = new Site(dir);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void its_scripts_and_its_style_come_with_it() {
        List.of("console.css", "live.js", "htmx.js", "sse.js", "mark.svg")
                .forEach(asset -> assertThat(browser()
                                .get("/console/assets/" + asset)
                                .then()
                                .statusCode(200)
                                .extract()
                                .asByteArray())
                        .as(asset)
                        .isNotEmpty());
    }

    @Test
    void nobody_gets_in_without_a_key_and_nothing_is_done_without_the_token_of_the_session() {
        browser().get("/console").then().statusCode(303).header("Location", equalTo("/console/login"));
        browser()
                .get("/console/login")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"));
        logIn("wrong").then().statusCode(401).body(containsString("No operator has this key."));
        Response in = logIn(Edge.KEY);
        in.then()
                .statusCode(303)
                .header("Set-Cookie", allOf(containsStringIgnoringCase("HttpOnly"), containsString("SameSite=Strict")));
        String cookie = in.cookie(COOKIE);
        browser().cookie(COOKIE, cookie).post("/console/logout").then().statusCode(403);
        browser().cookie(COOKIE, cookie).get("/ops/v1/status").then().statusCode(401);
        browser()
                .cookie(COOKIE, cookie)
                .formParam("csrf", csrf(cookie))
                .post("/console/logout")
                .then()
                .statusCode(303);
        browser().cookie(COOKIE, cookie).get("/console").then().statusCode(303);
    }

    @Test
    void each_page_shows_what_it_is_for() throws IOException {
        String cookie = logIn(Edge.KEY).cookie(COOKIE);
        String csrf = csrf(cookie);
        String payment = site.pay("stripe", "order-1", 5000).path("id");
        see(cookie, "/console", "All is well", "stripe");

        see(cookie, "/console/lever?scope=stripe", "stripe");
        Response plan = lever(cookie, csrf, "/console/lever/confirm", "0");
        plan.then().statusCode(200).body(containsString("taken into the queue"));
        lever(cookie, csrf, "/console/lever", hidden(plan, "version"))
                .then()
                .statusCode(200)
                .body(containsString("All replicas obey, 1 of 1"));
        see(cookie, "/console", "stripe is degraded", "a rehearsal");
        watch(cookie, "stripe is degraded");

        String write = site.refund("refund-1", payment, 7).path("id");
        see(cookie, "/console/writes", write);
        see(cookie, "/console/writes/" + write, "accepted");
        browser()
                .cookie(COOKIE, cookie)
                .formParam("csrf", csrf)
                .formParam("provider", "stripe")
                .formParam("reason", "all of them")
                .post("/console/dead-letters/confirm")
                .then()
                .statusCode(200);
        see(cookie, "/console/writes/unknown-write", 404, "");

        await().atMost(Site.PATIENCE)
                .untilAsserted(() -> see(cookie, "/console/audit?kind=mode-set", "a rehearsal", "alice"));
        browser()
                .cookie(COOKIE, cookie)
                .formParam("csrf", csrf)
                .post("/console/audit/verify")
                .then()
                .statusCode(200)
                .body(containsString("The log is whole"));
        site.alice().delete("/ops/v1/modes/stripe?reason=it+is+over").then().statusCode(200);
        site.awaitState(write, "delivered");
    }

    private void see(String cookie, String path, String... texts) {
        for (String text : texts) {
            see(cookie, path, 200, text);
        }
    }

    private void see(String cookie, String path, int status, String text) {
        browser()
                .cookie(COOKIE, cookie)
                .get(path)
                .then()
                .statusCode(status)
                .contentType(startsWith("text/html"))
                .body(containsString(text))
                .body(not(containsString("sk_test_sandbox")));
    }

    /** Watches the stream of the overview until it tells {@code text}. */
    private static void watch(String cookie, String text) throws IOException {
        HttpURLConnection stream = (HttpURLConnection)
                URI.create(ops() + "/console/events").toURL().openConnection();
        stream.setReadTimeout((int) Site.PATIENCE.toMillis());
        stream.setRequestProperty("Cookie", COOKIE + "=" + cookie);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().limit(1000).anyMatch(line -> line.contains(text)))
                    .as(text)
                    .isTrue();
        }
    }

    private Response lever(String cookie, String csrf, String path, String version) {
        return browser()
                .cookie(COOKIE, cookie)
                .formParam("csrf", csrf)
                .formParam("scope", "stripe")
                .formParam("order", "mode:degraded")
                .formParam("reason", "a rehearsal")
                .formParam("end", "30m")
                .formParam("version", version)
                .post(path);
    }

    private static Response logIn(String key) {
        return browser().formParam("key", key).post("/console/login");
    }

    private static String csrf(String cookie) {
        return hidden(browser().cookie(COOKIE, cookie).get("/console"), "csrf");
    }

    private static String hidden(Response page, String name) {
        Matcher found =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.asString());
        assertThat(found.find()).as(page.asString()).isTrue();
        return found.group(1);
    }

    private static RequestSpecification browser() {
        return given().baseUri(ops())
                .redirects()
                .follow(false)
                .header("Origin", ops())
                .header("Sec-Fetch-Site", "same-origin");
    }

    private static String ops() {
        return "http://127.0.0.1:" + site.breakwater().opsPort();
    }
}
