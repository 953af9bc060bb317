package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged application as a process of its own, with one configuration file and what it prints. Which one it is,
 * the build's jar or an executable, {@code -Dbreakwater.artifact} says.
 */
final class Started implements AutoCloseable {

    private static final Path ARTIFACT =
            Path.of(System.getProperty("breakwater.artifact", "target/quarkus-app/quarkus-run.jar"));
    private static final Duration BOUND = Duration.ofSeconds(45);

    private final Process process;
    private final Path output;

    /** Starts it with {@code yaml} as its configuration and {@code environment} on top. */
    Started(Path dir, String yaml, Map<String, String> environment) throws IOException {
        this(dir, List.of("-Dquarkus.config.locations=" + configuration(dir, yaml)), environment);
    }

    /** Starts it with {@code arguments} and without a configuration. */
    static Started command(Path dir, String... arguments) throws IOException {
        return new Started(dir, List.of(), Map.of(), arguments);
    }

    private static URI configuration(Path dir, String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "config", ".yaml"), yaml)
                .toUri();
    }

    private Started(Path dir, List<String> properties, Map<String, String> environment, String... arguments)
            throws IOException {
        this(dir, command(properties, arguments), environment, dir);
    }

    /** Starts {@code command} in {@code home}; what it prints is kept in {@code dir}. */
    static Started inside(Path home, List<String> command, Map<String, String> environment, Path dir)
            throws IOException {
        return new Started(home, command, environment, dir);
    }

    private Started(Path home, List<String> command, Map<String, String> environment, Path dir) throws IOException {
        output = Files.createTempFile(dir, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private static List<String> command(List<String> properties, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isJar()) {
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx160m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1"));
            command.addAll(properties);
            command.addAll(List.of("-jar", ARTIFACT.toAbsolutePath().toString()));
        } else {
            command.addAll(List.of(ARTIFACT.toAbsolutePath().toString(), "-Xmx160m"));
            command.addAll(properties);
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether what is started needs a JVM. */
    static boolean isJar() {
        return ARTIFACT.toString().endsWith(".jar");
    }

    /** A key of its own that seals, as openssl writes one. */
    static Path sealKey(Path dir) throws IOException {
        try {
            byte[] encoded = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return Files.writeString(
                    Files.createTempFile(dir, "seal", ".pem"),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(encoded)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** What it has printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of the log, each of which is one JSON object. */
    List<JsonObject> lines() {
        return output().lines().map(JsonObject::new).toList();
    }

    /** Waits for a line in which {@code pattern} is found, and gives what its first group holds. */
    String find(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        await().atMost(BOUND).until(() -> compiled.matcher(output()).find() || !process.isAlive());
        Matcher found = compiled.matcher(output());
        assertThat(found.find()).as("'%s' in:%n%s", pattern, output()).isTrue();
        return found.group(1);
    }

    /** The port of the data plane, once it listens. */
    int port() {
        return Integer.parseInt(find("data plane listens on 127\\.0\\.0\\.1:(\\d+)"));
    }

    /** The port of the control plane, once it listens. */
    int opsPort() {
        return Integer.parseInt(find("Listening on: http://127\\.0\\.0\\.1:(\\d+)"));
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends; so far:%n%s", output())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to stop, as a container's runtime does. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
