package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Prometheus that scrapes one target each second, with the rules that are shipped. */
final class PrometheusForTest implements AutoCloseable {

    private final Process process;
    private final Path output;
    private final int port;

    /** @param target a port of this machine */
    PrometheusForTest(Path program, Path dir, int target) throws IOException {
        port = FreePort.take();
        output = Files.createTempFile(dir, "prometheus", ".txt");
        String rules = AlertRules.DIRECTORY.resolve("rules").toAbsolutePath().toString();
        Path config = Files.writeString(Files.createTempFile(dir, "prometheus", ".yaml"), """
                        global: { scrape_interval: 1s, evaluation_interval: 1s }
                        rule_files: ["%1$s/recording.yaml", "%1$s/alerts.yaml"]
                        scrape_configs:
                          - job_name: breakwater
                            static_configs: [{ targets: ["127.0.0.1:%2$d"] }]
                        """.formatted(rules, target));
        process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + dir.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    boolean isReady() {
        assertThat(process.isAlive()).as(output()).isTrue();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected() && given().port(port).get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What is found now, by labels and value; an error of the query is one of the test. */
    List<Map<String, Object>> ask(String query) {
        JsonPath answer = given().port(port)
                .queryParam("query", query)
                .get("/api/v1/query")
                .jsonPath();
        assertThat(answer.getString("status"))
                .as("%s: %s", query, answer.getString("error"))
                .isEqualTo("success");
        assertThat(answer.getString("data.resultType")).as(query).isEqualTo("vector");
        return answer.getList("data.result");
    }

    /** What is wrong with the rules as they are evaluated; empty if nothing is. */
    List<String> ruleErrors() {
        JsonPath rules = given().port(port).get("/api/v1/rules").jsonPath();
        return rules.<Map<String, Object>>getList("data.groups.rules.flatten()").stream()
                .filter(rule -> !"ok".equals(rule.get("health")))
                .map(rule -> rule.get("name") + " is " + rule.get("health") + ": " + rule.get("lastError"))
                .collect(Collectors.toList());
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
