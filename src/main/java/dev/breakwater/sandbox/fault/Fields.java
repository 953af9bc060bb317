package dev.breakwater.sandbox.fault;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one JSON object strictly: what has the wrong type or range, or was never asked for, is a {@link BadFault}. */
final class Fields {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private final String where;
    private final JsonObject json;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(String where, JsonObject json) {
        this.where = where;
        this.json = json;
    }

    static Fields of(String where, Object value) {
        if (value instanceof JsonObject json) {
            return new Fields(where, json);
        }
        throw new BadFault(where + ": " + value + " is not a JSON object");
    }

    JsonObject json() {
        return json;
    }

    Object any(String name) {
        known.add(name);
        return json.getValue(name);
    }

    boolean has(String name) {
        return any(name) != null;
    }

    long whole(String name, long otherwise, long least, long most) {
        return has(name) ? whole(name, least, most) : otherwise;
    }

    long whole(String name, long least, long most) {
        if (any(name) instanceof Number number
                && number.doubleValue() == number.longValue()
                && number.longValue() >= least
                && number.longValue() <= most) {
            return number.longValue();
        }
        throw bad(name, "a whole number from " + least + " to " + most + " is");
    }

    double ratio(String name) {
        if (!has(name)) {
            return 1;
        }
        if (any(name) instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
            return number.doubleValue();
        }
        throw bad(name, "a number from 0 to 1 is");
    }

    boolean flag(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (any(name) instanceof Boolean flag) {
            return flag;
        }
        throw bad(name, "true and false are");
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> bad(name, "a text is"));
    }

    Optional<String> optionalText(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (any(name) instanceof String text && text.chars().noneMatch(c -> c < ' ')) {
            return Optional.of(text);
        }
        throw bad(name, "a text without control characters is");
    }

    long millis(String name, long otherwise) {
        Optional<String> text = optionalText(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher duration = DURATION.matcher(text.get());
        if (!duration.matches()) {
            throw bad(name, "durations such as 500ms, 10s, 5m, 1h are");
        }
        return Long.parseLong(duration.group(1)) * MILLIS.getOrDefault(duration.group(2), 1L);
    }

    /** One of {@code choices}, by the name that it prints; absent, the first. */
    <T> T choice(String name, List<T> choices) {
        if (!has(name)) {
            return choices.get(0);
        }
        return choices.stream()
                .filter(choice -> choice.toString().equals(any(name)))
                .findFirst()
                .orElseThrow(() -> bad(name, names(choices) + (choices.size() == 1 ? " is" : " are")));
    }

    Optional<Fields> inner(String name) {
        return has(name) ? Optional.of(of(where + "." + name, any(name))) : Optional.empty();
    }

    /** Refuses fields that nobody asked for. */
    void nothingElse() {
        for (String name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw new BadFault(where + "." + name + ": " + json.getValue(name)
                        + " is for a field that is not known here; known are " + names(known));
            }
        }
    }

    BadFault bad(String name, String known) {
        return new BadFault(where + "." + name + ": " + json.getValue(name) + " is not known; " + known + " known");
    }

    private static String names(Iterable<?> all) {
        StringBuilder names = new StringBuilder();
        all.forEach(each -> names.append(names.length() == 0 ? "" : ", ").append(each));
        return names.toString();
    }
}
