package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the JVM's image, laid out as its Dockerfile says, run as its entry point says. */
class ImageIT {

    /** In the bill of materials, and not packaged as jars of their own. */
    private static final Set<String> NO_JARS = Set.of(
            "org.webjars.npm.htmx.org", // its script is in ours
            "org.webjars.npm.htmx-ext-sse",
            "org.signal.embedded-redis", // optional
            "commons-io.commons-io", // what it needs
            "io.quarkus.quarkus-ide-launcher"); // dev mode's

    @TempDir
    Path dir;

    @Test
    void it_pays_with_secrets_from_files_writes_nothing_beside_and_stops_well() throws Exception {
        Dockerfile dockerfile = Dockerfile.read(Path.of("src/main/docker/Dockerfile.jvm"));
        Path image = laidOut(dockerfile);
        Path secrets = Files.writeString(dir.resolve("credentials.properties"), "PROVIDER_KEY=sk_test_sandbox\n");
        try (RunningSandbox sandbox = new RunningSandbox()) {
            Path config =
                    Files.writeString(dir.resolve("application.yaml"), """
                    quarkus:
                      http: { port: 0 }
                    breakwater:
                      clients: { shop: { key-sha256: %1$s } }
                      ingress: { host: 127.0.0.1, port: 0 }
                      providers:
                        stripe:
                          base-url: %2$s
                          contract: stripe
                          credential: { header: Authorization, value: "Bearer ${PROVIDER_KEY}" }
                          routes: [{ name: payments, match: POST /v1/payment_intents }]
                    """.formatted(StartIT.KEY_HASH, sandbox.url()));
            Map<String, String> before = files(image);
            try (Started started = Started.inside(
                    image.resolve(relative(dockerfile.one("WORKDIR"))),
                    entryPoint(dockerfile, image),
                    Map.of("QUARKUS_CONFIG_LOCATIONS", config.toUri() + "," + secrets.toUri()),
                    dir)) {
                given().port(started.port())
                        .header("Authorization", "Bearer " + Edge.KEY)
                        .contentType("application/x-www-form-urlencoded")
                        .body(RunningSandbox.payForm(1099))
                        .post("/stripe/v1/payment_intents")
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("succeeded"));
                started.terminate();
                assertThat(started.exitCode()).isZero();
                assertThat(started.output()).doesNotContain("ERROR").doesNotContain("WARNING");
            }
            assertThat(files(image)).isEqualTo(before);
        }
    }

    @Test
    void the_bill_of_materials_lists_what_is_packaged_and_no_more() throws IOException {
        Set<String> listed = new TreeSet<>();
        JsonNode bill = new ObjectMapper().readTree(Path.of("target/bom.json").toFile());
        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        for (JsonNode component : bill.get("components")) {
            String name = component.get("group").asText() + "."
                    + component.get("name").asText();
            if (!NO_JARS.contains(name)) {
                String classifier = component.get("purl").asText().replaceAll(".*[?&]classifier=([^&]+).*|.*", "$1");
                listed.add(name + "-" + component.get("version").asText()
                        + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar");
            }
            assertThat(component.at("/licenses")).as(name).isNotEmpty();
        }

        try (Stream<Path> jars = Files.walk(Path.of("target/quarkus-app/lib"))) {
            assertThat(listed)
                    .containsExactlyInAnyOrderElementsOf(jars.filter(Files::isRegularFile)
                            .map(jar -> jar.getFileName().toString())
                            .collect(Collectors.toSet()));
        }
    }

    private static List<String> entryPoint(Dockerfile dockerfile, Path image) throws IOException {
        List<String> command = new ArrayList<>();
        for (JsonNode word : new ObjectMapper().readTree(dockerfile.one("ENTRYPOINT"))) {
            command.add(word.asText().startsWith("/") ? image + word.asText() : word.asText());
        }
        assertThat(command.get(0)).isEqualTo("java");
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return command;
    }

    private Path laidOut(Dockerfile dockerfile) throws IOException {
        Path image = Files.createDirectory(dir.resolve("image"));
        for (Dockerfile.Copy copy : dockerfile.copies()) {
            Path target = image.resolve(relative(copy.target()));
            for (String source : copy.sources()) {
                if (source.endsWith("/")) {
                    copyAll(Path.of(source), target);
                } else if (copy.target().endsWith("/")) {
                    Files.createDirectories(target);
                    copyEach(Path.of(source), target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(Path.of(source), target);
                }
            }
        }
        return image;
    }

    private static void copyEach(Path pattern, Path target) throws IOException {
        Path parent = pattern.toAbsolutePath().getParent();
        int copied = 0;
        try (DirectoryStream<Path> sources =
                Files.newDirectoryStream(parent, pattern.getFileName().toString())) {
            for (Path source : sources) {
                Files.copy(source, target.resolve(source.getFileName()));
                copied++;
            }
        }
        assertThat(copied).as(pattern.toString()).isPositive();
    }

    private static void copyAll(Path source, Path target) throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            for (Path each : all.toList()) {
                Path to = target.resolve(source.relativize(each));
                if (Files.isDirectory(each)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(each, to);
                }
            }
        }
    }

    private static String relative(String absolute) {
        return absolute.substring(1);
    }

    /** Each file below with when it was changed and its size. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile).forEach(file -> {
                try {
                    found.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
        }
        return found;
    }
}
