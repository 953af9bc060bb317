package dev.breakwater.sandbox;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * A real redis-server for dev mode, so that a first start needs nothing installed. It forces every write to the disk,
 * as production should; its data stays over restarts and live reloads. Other builds do not contain this bean.
 */
@IfBuildProfile("dev")
@ApplicationScoped
class SandboxStore {

    static final int PORT = 6390;

    private static final Logger LOG = Logger.getLogger(SandboxStore.class);

    private final Path directory;
    private final Optional<URI> wanted;
    private @Nullable RedisServer server;

    @Inject
    SandboxStore(SandboxConfig config, @ConfigProperty(name = "quarkus.redis.hosts") Optional<String> hosts) {
        this(config.storeDirectory(), hosts.map(all -> URI.create(all.split(",", 2)[0].trim())));
    }

    SandboxStore(Path directory, Optional<URI> wanted) {
        this.directory = directory;
        this.wanted = wanted;
    }

    /** Before those who use the store. */
    void start(@Observes @Priority(1) StartupEvent event) throws IOException {
        start();
    }

    void stop(@Observes ShutdownEvent event) throws IOException {
        stop();
    }

    void start() throws IOException {
        String host = wanted.map(URI::getHost).orElse("localhost");
        int port = wanted.map(URI::getPort).filter(number -> number > 0).orElse(PORT);
        if (RedisPing.answers(host, port)) {
            LOG.infof("Store: using the Redis that already runs on %s:%d", host, port);
        } else if (!host.equals("localhost") && !host.equals("127.0.0.1")) {
            LOG.warnf("Store: no Redis answers on %s:%d, and dev mode starts one on this machine only", host, port);
        } else {
            Path data = Files.createDirectories(directory).toAbsolutePath();
            RedisServer starting = RedisServer.builder()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("dir \"" + data + "\"")
                    .setting("appendonly yes")
                    .setting("appendfsync always")
                    .setting("save \"\"")
                    .build();
            starting.start();
            server = starting;
            LOG.infof("Store: started a Redis on 127.0.0.1:%d (every write forced to disk), data in %s", port, data);
        }
    }

    void stop() throws IOException {
        if (server != null) {
            server.stop();
        }
    }
}
