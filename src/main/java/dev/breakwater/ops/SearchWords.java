package dev.breakwater.ops;

import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.WriteFilter;
import dev.breakwater.writequeue.WriteSearch;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search through writes, as an operator words it. All but the state may be missing.
 *
 * @param limit of a page, in digits
 * @param before what the page before has as {@code next}
 */
record SearchWords(
        String state,
        @Nullable String provider,
        @Nullable String route,
        @Nullable String lane,
        @Nullable String limit,
        @Nullable String before) {

    static final int LIMIT_MAX = 1000;
    private static final int LIMIT_USUAL = 100;
    private static final int TEXT_MAX = 300; // characters; nothing that is stored is longer
    private static final List<String> STATES = List.of("pending", "leased", "parked", "dead");

    /** What is wrong with it, in words; null if nothing is. */
    @Nullable
    String fault(Providers providers) {
        return fault(providers, "before");
    }

    /** @param cursor what {@code before} is called there */
    @Nullable
    String fault(Providers providers, String cursor) {
        if (!WriteSearch.STATES.contains(state)) {
            return "'state' is one of " + String.join(", ", STATES) + ".";
        }
        if (most() < 1) {
            return "'limit' is a number from 1 to " + LIMIT_MAX + ".";
        }
        if (before != null && !WriteSearch.isCursor(before, state)) {
            return "'" + cursor + "' is what a page of the same search has as 'next'.";
        }
        return filterFault(providers, provider, route, lane);
    }

    /** What is wrong with the words of a filter; null if nothing is. */
    static @Nullable String filterFault(
            Providers providers, @Nullable String provider, @Nullable String route, @Nullable String lane) {
        if (isNoText(provider) || isNoText(route) || isNoText(lane)) {
            return "'provider', 'route' and 'lane' are left out, or have 1 to " + TEXT_MAX + " characters.";
        }
        if (route != null && provider == null) {
            return "'route' needs its 'provider'.";
        }
        return provider == null ? null : KnownScopes.missing(providers, provider, route);
    }

    /** Whether it is there and cannot be searched for. */
    static boolean isNoText(@Nullable String text) {
        return text != null
                && (text.isBlank() || text.length() > TEXT_MAX || text.chars().anyMatch(Character::isISOControl));
    }

    /** The time that it says; null if it is none. */
    static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException none) {
            return null;
        }
    }

    /** Zero if it is none. */
    private int most() {
        if (limit == null) {
            return LIMIT_USUAL;
        }
        int number = limit.matches("\\d{1,4}") ? Integer.parseInt(limit) : 0;
        return number > LIMIT_MAX ? 0 : number;
    }

    WriteSearch.Query query() {
        return new WriteSearch.Query(state, true, new WriteFilter(provider, route, lane, null), null, null, most());
    }
}
