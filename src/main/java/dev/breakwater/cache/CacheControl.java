package dev.breakwater.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The directives of {@code Cache-Control}, of a request or of an answer (RFC 9111 section 5.2). Names are known in any
 * case; unknown directives are no fault. Of a duration that is given twice the shorter one counts, and one that cannot
 * be read counts as zero (section 4.2.1).
 *
 * <p>Threading: immutable.
 */
final class CacheControl {

    static final String MAX_AGE = "max-age";
    static final String S_MAXAGE = "s-maxage";
    static final String NO_CACHE = "no-cache";
    static final String NO_STORE = "no-store";
    static final String PRIVATE = "private";
    static final String PUBLIC = "public";
    static final String MUST_REVALIDATE = "must-revalidate";
    static final String PROXY_REVALIDATE = "proxy-revalidate";
    static final String STALE_IF_ERROR = "stale-if-error";
    static final String STALE_WHILE_REVALIDATE = "stale-while-revalidate";
    static final String MIN_FRESH = "min-fresh";
    static final String MAX_STALE = "max-stale";
    static final String ONLY_IF_CACHED = "only-if-cached";

    /** Said of a duration that is not given. */
    static final long ABSENT = -1;

    private static final CacheControl NONE = new CacheControl(Map.of(), false);
    private static final long SECONDS_MAX = 1L << 31; // section 1.2.2: what is larger counts as this
    private static final int DIGITS_MAX = 10;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final Map<String, String> directives; // "" for one without an argument
    private final boolean malformed;

    private CacheControl(Map<String, String> directives, boolean malformed) {
        this.directives = directives;
        this.malformed = malformed;
    }

    /** Reads the values of all header lines of that name, in their order. */
    static CacheControl of(List<String> values) {
        if (values.isEmpty()) {
            return NONE;
        }
        return new Reader(String.join(",", values)).read();
    }

    boolean has(String directive) {
        return directives.containsKey(directive);
    }

    /** Whether it has an argument. */
    boolean hasArgument(String directive) {
        return !directives.getOrDefault(directive, "").isEmpty();
    }

    /** Seconds; 0 if they cannot be read, and {@link #ABSENT} if there is no such directive. */
    long seconds(String directive) {
        String text = directives.get(directive);
        return text == null ? ABSENT : seconds0(text);
    }

    /** Whether it breaks the grammar, so that a directive may have been overlooked. */
    boolean isMalformed() {
        return malformed;
    }

    private static long seconds0(String text) {
        int length = text.length();
        if (length == 0) {
            return 0;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return 0;
            }
        }
        return length > DIGITS_MAX ? SECONDS_MAX : Math.min(SECONDS_MAX, Long.parseLong(text));
    }

    /** Reads {@code #( token [ "=" ( token / quoted-string ) ] )}. */
    private static final class Reader {

        private final String text;
        private final Map<String, String> found = new HashMap<>();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        CacheControl read() {
            boolean broken = false;
            while (at < text.length()) {
                skipBlanks();
                if (at < text.length() && text.charAt(at) != ',') {
                    broken |= !directive();
                }
                while (at < text.length() && text.charAt(at) != ',') {
                    broken = true; // whatever stands behind a directive
                    at++;
                }
                at++;
            }
            return new CacheControl(Map.copyOf(found), broken);
        }

        private boolean directive() {
            String name = token().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                return false;
            }
            String argument = "";
            boolean good = true;
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                boolean quoted = at < text.length() && text.charAt(at) == '"';
                int begin = at;
                argument = quoted ? quoted() : token();
                good = quoted ? at > begin + 1 && text.charAt(at - 1) == '"' : !argument.isEmpty();
            }
            skipBlanks();
            note(name, argument);
            return good;
        }

        private void note(String name, String argument) {
            String before = found.putIfAbsent(name, argument);
            if (before != null && !before.equals(argument)) {
                boolean longer = seconds0(before) > seconds0(argument);
                found.put(name, longer ? argument : before);
            }
        }

        private String token() {
            int begin = at;
            while (at < text.length() && isToken(text.charAt(at))) {
                at++;
            }
            return text.substring(begin, at);
        }

        /** What is between quotes, without backslashes; up to the end of the text if there is no second quote. */
        private String quoted() {
            StringBuilder content = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                content.append(text.charAt(at));
                at++;
            }
            if (at < text.length()) {
                at++;
            }
            return content.toString();
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private static boolean isToken(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || TOKEN_MARKS.indexOf(c) >= 0;
        }
    }
}
