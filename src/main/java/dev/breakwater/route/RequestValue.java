package dev.breakwater.route;

import dev.breakwater.exchange.Exchange;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request a value stands: {@code path:id}, {@code header:Name}, {@code json:/pointer} or {@code form:field}.
 *
 * <p>Threading: immutable.
 */
interface RequestValue {

    /** The value in {@code exchange}, whose body is here; null if there is none, or an empty one. */
    @Nullable
    String of(Exchange exchange);

    /**
     * What is wrong with {@code text} on a route with this path; null if nothing is.
     *
     * @param what the value is, for people: {@code the ordering key}
     */
    static @Nullable String fault(String text, PathTemplate path, String what) {
        return Source.fault(text, path, what);
    }

    /** The value that {@code text} names, in which {@link #fault} found nothing. */
    static RequestValue named(String text, PathTemplate path) {
        RequestValue value = Source.of(text, path);
        return exchange -> {
            String found = value.of(exchange);
            return found == null || found.isEmpty() ? null : found;
        };
    }

    /** How it is read. */
    final class Source {

        private static final String PATH = "path:";
        private static final String HEADER = "header:";
        private static final String JSON = "json:";
        private static final String FORM = "form:";
        private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

        /** A JSON pointer to something inside a document (RFC 6901). */
        static final Pattern POINTER = Pattern.compile("(/([^/~]|~[01])*)+");

        private Source() {}

        private static @Nullable String fault(String text, PathTemplate path, String what) {
            if (text.startsWith(PATH)) {
                return path.indexOfHole(text.substring(PATH.length())) >= 0
                        ? null
                        : "names no hole of the path " + path + "; a hole is written {id} there and path:id here";
            }
            if (text.startsWith(HEADER)) {
                return HEADER_NAME.matcher(text.substring(HEADER.length())).matches()
                        ? null
                        : "names no header; write it like header:Order-Id";
            }
            if (text.startsWith(JSON)) {
                return POINTER.matcher(text.substring(JSON.length())).matches()
                        ? null
                        : "has no JSON pointer (RFC 6901); write it like json:/payment/id";
            }
            if (text.startsWith(FORM)) {
                return text.length() > FORM.length() ? null : "names no field; write it like form:payment_intent";
            }
            return "does not say where " + what + " stands; known sources are path:, header:, json:, form:";
        }

        private static RequestValue of(String text, PathTemplate path) {
            if (text.startsWith(PATH)) {
                int index = path.indexOfHole(text.substring(PATH.length()));
                return exchange -> segment(exchange.target().path(), index);
            }
            if (text.startsWith(HEADER)) {
                String name = text.substring(HEADER.length());
                return exchange -> exchange.received().get(name);
            }
            if (text.startsWith(JSON)) {
                JsonPointer pointer = JsonPointer.from(text.substring(JSON.length()));
                return exchange -> json(exchange, pointer);
            }
            String field = text.substring(FORM.length());
            return exchange -> form(exchange, field);
        }

        private static @Nullable String segment(String path, int index) {
            String[] segments = path.substring(1).split("/", -1);
            return index < segments.length ? Unreserved.decoded(segments[index]) : null;
        }

        private static @Nullable String json(Exchange exchange, JsonPointer pointer) {
            try {
                Object value = pointer.queryJson(Json.decodeValue(exchange.body()));
                return value == null || value instanceof JsonObject || value instanceof JsonArray
                        ? null
                        : value.toString();
            } catch (DecodeException notJson) {
                return null;
            }
        }

        /** The first field of that name, as {@code application/x-www-form-urlencoded} has it. */
        private static @Nullable String form(Exchange exchange, String field) {
            for (String pair : exchange.body().toString(StandardCharsets.UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && field.equals(decoded(pair.substring(0, equals)))) {
                    return decoded(pair.substring(equals + 1));
                }
            }
            return null;
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                return text;
            }
        }
    }
}
