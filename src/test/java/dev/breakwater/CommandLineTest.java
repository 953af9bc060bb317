package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/breakwaterctl} as a runbook calls it, against the real application with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class CommandLineTest {

    private static final int PATIENCE_SECONDS = 60;

    @TestHTTPResource("")
    URI ops;

    @Inject
    Breakwater breakwater;

    @TempDir
    Path files;

    private Path key = Path.of("");

    /** What a call came to. */
    private record Ran(int exit, String out, String err) {
        JsonObject json() {
            assertThat(exit).as(err).isZero();
            return new JsonObject(out);
        }
    }

    /** It is the one tool that {@code breakwaterctl} needs; CI installs it. */
    @BeforeAll
    static void curlIsThere() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "curl")));
        Assumptions.assumeTrue(found, "no curl is installed: breakwaterctl is not tried");
    }

    @BeforeEach
    void keyFile() throws IOException {
        key = Files.writeString(files.resolve("key"), "dev-operator-key\n");
    }

    @Test
    void a_mode_is_set_shown_and_taken_back() {
        String why = "they said \"soon\" \\ & more";
        JsonObject set = run("mode", "set", "stripe", "degraded", "--reason", why, "--for", "30m")
                .json();
        assertThat(set.getBoolean("complete")).isTrue();
        assertThat(set.getJsonObject("order").getString("reason")).isEqualTo(why);
        assertThat(set.getJsonObject("order").getString("until")).isNotEmpty();

        JsonObject shown = run("mode", "show", "stripe").json();
        assertThat(shown.getString("mode")).isEqualTo("degraded");
        Ran stale = run("mode", "set", "stripe", "suspended", "--reason", "x", "--if-match", "0");
        assertThat(stale.exit()).isEqualTo(1);
        assertThat(stale.err()).contains("412").contains("Somebody else has changed");

        run("mode", "clear", "stripe", "--reason", "it is back").json();
        assertThat(run("mode", "show", "stripe").json().getString("mode")).isEqualTo("auto");
    }

    @Test
    void a_switch_is_set_on_this_replica_only_and_taken_back() {
        JsonObject off = run("switch", "off", "retries", "stripe/balance", "--reason", "x", "--replica-only")
                .json();
        assertThat(off.getBoolean("on")).isFalse();
        assertThat(off.getBoolean("replica_only")).isTrue();
        assertThat(run("switches").json().getJsonArray("orders")).hasSize(1);

        run("switch", "clear", "retries", "stripe/balance", "--reason", "x & y", "--replica-only")
                .json();
        assertThat(run("switches").json().getJsonArray("orders")).isEmpty();
    }

    @Test
    void what_waits_is_listed_and_what_is_there_is_told() {
        assertThat(run("status").json().getJsonArray("replicas")).hasSize(1);
        assertThat(run("modes").json().getJsonArray("in_force")).isNotEmpty();
        assertThat(run("providers", "stripe").json().getString("name")).isEqualTo("stripe");
        Ran dead = run("writes", "list", "--state", "dead", "--provider", "stripe");
        assertThat(dead.exit()).as(dead.err()).isZero();
        assertThat(dead.json().getJsonArray("writes")).isEmpty();
    }

    @Test
    void a_list_is_shown_page_by_page_or_followed_to_its_end() {
        run("switch", "off", "drain", "stripe", "--reason", "so that they wait").json();
        for (int i = 0; i < 3; i++) {
            given().port(breakwater.port())
                    .header("Authorization", "Bearer dev-client-key")
                    .header("Idempotency-Key", "cli-" + i)
                    .header("Breakwater-Queue", "now")
                    .contentType("application/x-www-form-urlencoded")
                    .body("payment_intent=pi cli&amount=1")
                    .post("/stripe/v1/refunds")
                    .then()
                    .statusCode(202);
        }
        String[] list = {"writes", "list", "--provider", "stripe", "--route", "refunds", "--lane", "pi cli", "--limit"};
        JsonObject first = run(with(list, "1")).json();
        assertThat(first.getJsonArray("writes")).hasSize(1);
        JsonObject second =
                run(with(list, "2", "--before", first.getString("next"))).json();
        assertThat(second.getJsonArray("writes")).hasSize(2);
        Ran all = run(with(list, "1", "--all"));
        assertThat(all.exit()).as(all.err()).isZero();
        assertThat(all.out()
                        .lines()
                        .mapToInt(page ->
                                new JsonObject(page).getJsonArray("writes").size())
                        .sum())
                .isEqualTo(3);
        assertThat(run(with(list, "1", "--before", "x")).err()).contains("400").contains("'before'");
        assertThat(run(
                                "writes",
                                "replay-dead",
                                "--reason",
                                "all \"back\"",
                                "--provider",
                                "stripe",
                                "--limit",
                                "10",
                                "--dry-run")
                        .json()
                        .getInteger("matched"))
                .isZero();
        assertThat(run("writes", "replay-dead", "--provider", "stripe").err()).contains("--reason");
        assertThat(run("unknowns", "--all").json().getJsonArray("writes")).isEmpty();
        run("switch", "clear", "drain", "stripe", "--reason", "they have waited")
                .json();
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void what_cannot_be_done_says_why_and_exits_so() {
        assertThat(run().exit()).isEqualTo(2);
        assertThat(run("mode", "set", "stripe").exit()).isEqualTo(2);
        assertThat(run("mode", "set", "stripe", "degraded").err()).contains("--reason");
        assertThat(run("mode", "set", "stripe", "degraded", "--reson", "x").err())
                .contains("--reson");
        Ran nobody = run("mode", "set", "nobody", "degraded", "--reason", "x");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("404").contains("No provider 'nobody' is configured.");
        assertThat(run("writes", "replay", "w0-AAAAAAAAAAAAAAAAAAAAAA", "--reason", "x")
                        .err())
                .contains("404");
        key = files.resolve("missing");
        assertThat(run("status").err()).contains("cannot read");
    }

    @Test
    void the_audit_log_is_listed_verified_and_exported() throws IOException {
        run("mode", "set", "stripe", "auto", "--reason", "for the record").json();
        JsonObject page =
                run("audit", "list", "--kind", "mode-set", "--limit", "1").json();
        assertThat(page.getJsonArray("events").getJsonObject(0).getString("reason"))
                .isEqualTo("for the record");
        assertThat(run("audit", "verify").json().getBoolean("whole")).isTrue();
        assertThat(run("audit", "key").out()).startsWith("-----BEGIN PUBLIC KEY-----");
        Path export = files.resolve("audit.ndjson");
        assertThat(run("audit", "export", export.toString()).exit()).isZero();
        assertThat(Files.readString(export)).startsWith("{\"type\":\"export\"").contains("for the record");
        Ran tooFar = run("audit", "exported", "control", "999999");
        assertThat(tooFar.exit()).isEqualTo(1);
        assertThat(tooFar.err()).contains("409");
    }

    private Ran run(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("bin/breakwaterctl"));
            command.addAll(List.of(arguments));
            Path out = Files.createTempFile(files, "out", "");
            Path err = Files.createTempFile(files, "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("BREAKWATER_OPS", ops.toString().replaceFirst("/$", ""));
            builder.environment().put("BREAKWATER_OPERATOR_KEY_FILE", key.toString());
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end: " + command);
            }
            return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
