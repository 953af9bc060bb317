package dev.breakwater.cache;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The request headers by which the provider chose an answer (RFC 9111 section 4.1).
 *
 * @param names in lower case and in order
 */
record Vary(List<String> names) {

    static final Vary NOTHING = new Vary(List.of());

    private static final String ANY = "*";
    private static final Vary UNKNOWABLE = new Vary(List.of(ANY));
    private static final int NAMES_MAX = 16; // more are not worth telling apart

    /** What an answer with these headers says. An encoded one varies with what encodings were asked for. */
    static Vary of(MultiMap headers) {
        Set<String> names = new TreeSet<>();
        for (String value : headers.getAll("vary")) {
            for (String name : value.split(",", -1)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        if (headers.contains("content-encoding")) {
            names.add("accept-encoding");
        }
        names.remove("");
        return names.contains(ANY) || names.size() > NAMES_MAX ? UNKNOWABLE : new Vary(List.copyOf(names));
    }

    /** Whether anything may make a difference. */
    boolean isAny() {
        return names.contains(ANY);
    }

    /** Both together, if that is not too much: what tells more apart is never wrong. */
    Vary and(Vary other) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(other.names);
        return all.size() > NAMES_MAX ? this : new Vary(List.copyOf(all));
    }

    /** Whether two requests are the same in all of them. */
    boolean matches(MultiMap one, MultiMap other) {
        return names.stream().allMatch(name -> value(one, name).equals(value(other, name)));
    }

    /** All values of a header as one, without the blanks that mean nothing. */
    static String value(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        if (values.isEmpty()) {
            return "-";
        }
        StringBuilder all = new StringBuilder("+");
        for (String value : values) {
            all.append(value.strip().replaceAll("\\s*,\\s*", ",")).append(',');
        }
        return all.toString();
    }
}
