package dev.breakwater.route;

import dev.breakwater.exchange.Settings;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lookups of a contract. */
final class LookupReader {

    private static final String KEY = "key";
    private static final Pattern MATCH = Pattern.compile("([A-Z]{3,10})\\s+(\\S+)");
    private static final Pattern ASK = Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");
    private static final String DOT_SEGMENT = "(?s).*/\\.{1,2}(?:[/?].*)?";
    private static final Set<String> KEYS =
            Set.of("match", "reference", "ask", "found", "none-on-404", "unique", "answer-status");
    private static final int STATUS_MIN = 200;
    private static final int STATUS_MAX = 499;

    private LookupReader() {}

    /**
     * Reads {@code value}, what stands under {@code lookup}.
     *
     * @param at the contract
     * @param statuses what its statuses mean: 404 must not mean something else
     */
    static List<Lookup> read(Settings at, @Nullable Object value, Contract.Statuses statuses) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            at.faults().add(at.key("lookup"), String.valueOf(value), "is not a list; write each lookup behind a dash");
            return List.of();
        }
        List<Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Settings here = at.in("lookup[" + i + "]");
            if (list.get(i) instanceof Map<?, ?> map) {
                Lookup lookup = one(here, map, statuses);
                if (lookup != null) {
                    lookups.add(lookup);
                }
            } else {
                at.faults()
                        .add(
                                at.key("lookup[" + i + "]"),
                                String.valueOf(list.get(i)),
                                "is not a group of keys; known are " + String.join(", ", new TreeSet<>(KEYS)));
            }
        }
        return List.copyOf(lookups);
    }

    /** Null if it cannot be used; then a fault says why. */
    private static @Nullable Lookup one(Settings at, Map<?, ?> map, Contract.Statuses statuses) {
        knownOnly(at, map);
        Matcher match = match(at, map);
        String ask = ask(at, map);
        String found = found(at, map);
        boolean noneOn404 = at.flag("none-on-404", text(map, "none-on-404"), false);
        if (noneOn404 && !statuses.decides(404)) {
            at.faults()
                    .add(
                            at.key("none-on-404"),
                            "true",
                            "needs 404 to decide; it has another meaning under answers already");
        }
        if (match == null || ask == null) {
            return null;
        }
        PathTemplate path = PathTemplate.of(match.group(2));
        String reference = text(map, "reference").orElse("").strip();
        boolean byKey = reference.equals(KEY);
        String fault = byKey ? null : RequestValue.fault(reference, path, "the reference");
        if (fault != null) {
            at.faults()
                    .add(
                            at.key("reference"),
                            reference,
                            fault + (fault.startsWith("does not say") ? ", or key for the idempotency key" : ""));
            return null;
        }
        return new Lookup(
                match.group(1),
                path,
                byKey ? null : RequestValue.named(reference, path),
                ask,
                new Lookup.Answers(
                        found.isEmpty() ? null : JsonPointer.from(found),
                        noneOn404,
                        at.flag("unique", text(map, "unique"), byKey),
                        at.integer("answer-status", text(map, "answer-status"), 0, STATUS_MIN, STATUS_MAX)));
    }

    private static @Nullable Matcher match(Settings at, Map<?, ?> map) {
        String text = text(map, "match").orElse("").strip();
        Matcher match = MATCH.matcher(text);
        if (!match.matches()) {
            at.faults().add(at.key("match"), text, "is not a method and a path; write it like POST /v1/refunds");
            return null;
        }
        String fault = PathTemplate.fault(match.group(2));
        if (fault != null) {
            at.faults().add(at.key("match"), text, "has a path that " + fault);
            return null;
        }
        return match;
    }

    private static @Nullable String ask(Settings at, Map<?, ?> map) {
        String text = text(map, "ask").orElse("").strip();
        String filled = text.replace(Lookup.REFERENCE, "x");
        if (!text.contains(Lookup.REFERENCE) || !ASK.matcher(filled).matches() || filled.matches(DOT_SEGMENT)) {
            at.faults()
                    .add(
                            at.key("ask"),
                            text,
                            "is not a path and query with " + Lookup.REFERENCE
                                    + " in it; write it like /v1/payments?reference=" + Lookup.REFERENCE);
            return null;
        }
        return text;
    }

    /** Empty for the whole document. */
    private static String found(Settings at, Map<?, ?> map) {
        String text = text(map, "found").orElse("").strip();
        if (!text.isEmpty() && !RequestValue.Source.POINTER.matcher(text).matches()) {
            at.faults()
                    .add(
                            at.key("found"),
                            text,
                            "is no JSON pointer (RFC 6901); write it like /data, or leave it out for the whole answer");
            return "";
        }
        return text;
    }

    private static void knownOnly(Settings at, Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                at.faults()
                        .add(
                                at.key(String.valueOf(key)),
                                "is not a key of a lookup; known are " + String.join(", ", new TreeSet<>(KEYS)));
            }
        }
    }

    private static Optional<String> text(Map<?, ?> in, String name) {
        @Nullable Object value = in.get(name);
        return Optional.ofNullable(value).map(String::valueOf);
    }
}
