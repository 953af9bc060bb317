package dev.breakwater.sandbox.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Form-encoded parameters. Nested ones keep their written names: {@code metadata[order]}. Of a repeated name the last
 * value counts.
 */
final class Form {

    /** As many as an HTML form may sensibly have, and few enough that hash collisions cost nothing. */
    private static final int PARAMETERS_MAX = 1_000;

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = values;
    }

    static Form parse(String encoded) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            Map<String, List<String>> decoded =
                    new QueryStringDecoder(encoded, StandardCharsets.UTF_8, false, PARAMETERS_MAX, true).parameters();
            decoded.forEach((name, all) -> values.put(name, all.get(all.size() - 1)));
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("The request body is not form-encoded: " + e.getMessage(), null, null);
        }
        return new Form(values);
    }

    /** The value of a parameter; an empty one counts as absent. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return text(name)
                .orElseThrow(
                        () -> StripeError.invalid("Missing required param: " + name + ".", "parameter_missing", name));
    }

    /** A whole number from 1 up to what a payment may be. */
    Optional<Long> amount(String name) {
        return text(name).map(value -> number(name, value, 1, 99_999_999));
    }

    Optional<Integer> limit() {
        return text("limit").map(value -> (int) number("limit", value, 1, 100));
    }

    boolean flag(String name) {
        return text(name)
                .map(value -> choice(name, value, "true", "false").equals("true"))
                .orElse(false);
    }

    /** A value that is one of those named. */
    String choice(String name, String value, String... known) {
        if (List.of(known).contains(value)) {
            return value;
        }
        throw StripeError.invalid("Invalid " + name + ": must be one of " + String.join(", ", known), null, name);
    }

    /** All of {@code name[...]}, without the outer name. */
    JsonObject nested(String name) {
        JsonObject inner = new JsonObject();
        values.forEach((key, value) -> {
            if (key.startsWith(name + "[") && key.endsWith("]")) {
                inner.put(key.substring(name.length() + 1, key.length() - 1), value);
            }
        });
        return inner;
    }

    /** Whether {@code object} has all metadata that is given here. Stripe's lists do not take any: this is our own. */
    boolean isMetadataOf(JsonObject object) {
        JsonObject wanted = nested("metadata");
        JsonObject there = object.getJsonObject("metadata", new JsonObject());
        return wanted.stream().allMatch(entry -> entry.getValue().equals(there.getValue(entry.getKey())));
    }

    private static long number(String name, String value, long least, long most) {
        if (!INTEGER.matcher(value).matches()) {
            throw StripeError.invalid("Invalid integer: " + value, "parameter_invalid_integer", name);
        }
        long number = Long.parseLong(value);
        if (number >= least && number <= most) {
            return number;
        }
        throw StripeError.invalid(
                "Invalid " + name + ": must be from " + least + " to " + most, "parameter_invalid_integer", name);
    }
}
