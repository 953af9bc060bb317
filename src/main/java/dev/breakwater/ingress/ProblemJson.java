package dev.breakwater.ingress;

import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemPages;
import dev.breakwater.exchange.Trace;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A problem as {@code application/problem+json} (RFC 9457). */
final class ProblemJson {

    static final String CONTENT_TYPE = "application/problem+json";

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private ProblemJson() {}

    static Buffer of(Problem problem, @Nullable String provider, @Nullable String route, @Nullable Trace trace) {
        JsonObject json = new JsonObject()
                .put("type", ProblemPages.PATH + problem.type().slug())
                .put("title", problem.type().title())
                .put("status", problem.type().status())
                .put("detail", problem.detail())
                .put("outcome", problem.outcome())
                .put("retryable", problem.retryable());
        putIfAny(json, "write_id", problem.headers().get(Problem.WRITE_ID));
        putIfAny(json, "provider", provider);
        putIfAny(json, "route", route);
        putIfAny(json, "trace_id", trace == null ? null : trace.id());
        return json.toBuffer();
    }

    /** Whole seconds, rounded up: coming back early would be refused again. */
    static String retryAfter(Duration wait) {
        return String.valueOf(Math.max(1, (wait.toNanos() + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND));
    }

    private static void putIfAny(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
