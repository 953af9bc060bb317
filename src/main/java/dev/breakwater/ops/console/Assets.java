package dev.breakwater.ops.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The console's style and scripts: our own style sheet, and htmx with its extension for events, which the build unpacks
 * from their web artifacts. Nothing comes from another site.
 *
 * <p>Threading: safe for any thread.
 */
@Singleton
class Assets {

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final Map<String, Asset> all = Map.of(
            "console.css", Asset.of("console/console.css", "text/css; charset=utf-8"),
            "live.js", Asset.of("console/live.js", SCRIPT),
            "mark.svg", Asset.of("console/mark.svg", "image/svg+xml"),
            "htmx.js", Asset.of("console/htmx.min.js", SCRIPT),
            "sse.js", Asset.of("console/sse.js", SCRIPT));

    private record Asset(String type, Buffer bytes) {
        static Asset of(String path, String type) {
            try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(path)) {
                if (in == null) {
                    throw new IllegalStateException("no " + path + " on the class path");
                }
                return new Asset(type, Buffer.buffer(in.readAllBytes()));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    void serve(RoutingContext request) {
        Asset asset = all.get(String.valueOf(request.pathParam("name")));
        if (asset == null) {
            request.next();
            return;
        }
        request.response()
                .putHeader("Content-Type", asset.type())
                .putHeader("Cache-Control", "max-age=300")
                .end(asset.bytes());
    }
}
