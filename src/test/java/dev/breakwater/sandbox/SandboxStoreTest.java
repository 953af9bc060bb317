package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dev mode's Redis is a real one that forces every write, keeps its data, and gives way to one that is there. */
class SandboxStoreTest {

    @TempDir
    Path directory;

    @Test
    void it_starts_gives_way_stops_and_keeps_its_data() throws IOException {
        int port = FreePort.take();
        Optional<URI> hosts = Optional.of(URI.create("redis://localhost:" + port));
        SandboxStore first = new SandboxStore(directory, hosts);
        SandboxStore second = new SandboxStore(directory, hosts);
        try {
            first.start();
            assertThat(ask(port, "CONFIG GET appendfsync")).contains("always");
            assertThat(ask(port, "CONFIG GET appendonly")).contains("yes");
            assertThat(ask(port, "SET kept yes")).startsWith("+OK");

            second.start();
            second.stop();
            assertThat(RedisPing.answers("127.0.0.1", port)).isTrue();

            first.stop();
            assertThat(RedisPing.answers("127.0.0.1", port)).isFalse();
            second.start();
            assertThat(ask(port, "GET kept")).contains("yes");
        } finally {
            first.stop();
            second.stop();
        }
    }

    private static String ask(int port, String command) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return new String(client.send(command + "\r\n").readAll(200).bytes(), StandardCharsets.US_ASCII);
        }
    }
}
