package dev.breakwater.audit;

import dev.breakwater.exchange.CardData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of texts what must never get into an event: card numbers (shown as first six and last four digits),
 * verification codes, PINs and tracks, values of authorization headers, bearer tokens, providers' secret keys, and the
 * values of configured fields. {@link AuditEvent}'s factory applies it to every text that it is given.
 *
 * <p>When in doubt it takes out. It looks at text, not at structure: a field is a name before {@code =}, {@code :} or
 * {@code >}, and the value of an authorization header is the rest of its line. Percent escapes and JSON's unicode
 * escapes are undone if something is found behind them. A card number glued to more digits is a longer number and is
 * not found; neither is one that is spelt out, encoded in another way or spread over several texts.
 *
 * <p>Threading: immutable.
 */
public final class Redaction {

    /** What stands in place of what was taken out. */
    public static final String REDACTED = "[redacted]";

    private static final int FIRST_SHOWN = 6;
    private static final int LAST_SHOWN = 4;
    private static final int SEPARATORS_MAX = 3; // between two groups of a card number's digits

    private static final Set<String> SECRET_FIELDS = Set.of(
            "authorization",
            "proxyauthorization",
            "cookie",
            "setcookie",
            "apikey",
            "xapikey",
            "breakwaterkey",
            "password",
            "passwd",
            "secret",
            "clientsecret",
            "accesstoken",
            "refreshtoken",
            "privatekey");

    private static final Pattern HEADER =
            Pattern.compile("(?i)((?:authorization|cookie)[\"'\\]\\\\\\s]{0,8}[:=]\\s{0,8})[^\\r\\n]*");
    private static final Pattern SCHEME = Pattern.compile("((?:(?i:bearer)[\\s:=]{1,8})+)\\S+"
            + "|((?i:basic|negotiate)\\s{1,8})(?=[A-Za-z]{0,200}[A-Z0-9+/=])[A-Za-z0-9+/=_-]{6,}");
    private static final Pattern SECRET_KEY = Pattern.compile("(?:sk|rk)_(?:live|test)_[A-Za-z0-9_]+"
            + "|whsec_[A-Za-z0-9+/=]+"
            + "|AQE[A-Za-z0-9+/=]{20,}\\S*"
            + "|eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?");
    private static final Pattern FIELD =
            Pattern.compile("([A-Za-z][A-Za-z0-9_.-]{0,63})" + "[\"'\\]\\\\\\s]{0,8}[:=>]\\s{0,8}");
    private static final Pattern VALUE =
            Pattern.compile("(?:\\\\{0,4}\"[^\"\\\\]*|\\\\{0,4}'[^'\\\\]*|[^\\s,;&\"'}\\]<]+)");
    private static final Pattern CODE_IN_PROSE = Pattern.compile(
            "(?i)(?<![A-Za-z])((?:cvc|cvv|cvn|csc|cid|pin|otp|(?:security|card|verification)[ _-]?(?:code|value))2?"
                    + "(?![A-Za-z])\\D{0,24})\\d{3,8}(?!\\d)");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})|\\\\u([0-9A-Fa-f]{4})");
    private static final Pattern SEGMENT = Pattern.compile("[./_-]");

    private final Set<String> fields;

    private Redaction(Set<String> fields) {
        this.fields = fields;
    }

    /** What must always be taken out. */
    public static Redaction standard() {
        return new Redaction(SECRET_FIELDS);
    }

    /** That, and the values of the named fields; case, hyphens and underscores in the names do not matter. */
    public static Redaction with(Set<String> fields) {
        Set<String> all = fields.stream().map(CardData::plain).collect(Collectors.toSet());
        all.addAll(SECRET_FIELDS);
        return new Redaction(Set.copyOf(all));
    }

    /** The text without what must not be kept. */
    public String text(String text) {
        String plain = replaced(text, ESCAPE, Redaction::unescaped);
        String redacted = redacted(plain);
        return redacted.equals(plain) ? redacted(text) : redacted;
    }

    /** The value of a field without what must not be kept; nothing is kept of a field that must not be. */
    public String value(String field, String value) {
        return isSecret(field) ? REDACTED : text(value);
    }

    private String redacted(String text) {
        String kept = replaced(text, HEADER, m -> m.group(1) + REDACTED);
        kept = replaced(kept, SCHEME, m -> (m.group(1) == null ? m.group(2) : m.group(1)) + REDACTED);
        kept = replaced(kept, SECRET_KEY, m -> REDACTED);
        kept = withoutSecretFields(kept);
        kept = replaced(kept, CODE_IN_PROSE, m -> m.group(1) + REDACTED);
        return withoutCardNumbers(kept);
    }

    /** A value may hold fields again, so that only that of a secret one is passed over. */
    private String withoutSecretFields(String text) {
        Matcher field = FIELD.matcher(text);
        Matcher value = VALUE.matcher(text);
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        int from = 0;
        while (field.find(from)) {
            from = field.end();
            boolean isSecret = isSecret(field.group(1)) && !text.startsWith(REDACTED, from);
            if (isSecret && value.region(from, text.length()).lookingAt()) {
                out.append(text, copied, from).append(REDACTED);
                copied = value.end();
                from = copied;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    private boolean isSecret(String name) {
        return isSecretWord(name)
                || SEGMENT.splitAsStream(name).anyMatch(this::isSecretWord)
                || isSecretWord(name.substring(name.lastIndexOf('.') + 1));
    }

    private boolean isSecretWord(String word) {
        return CardData.isAuthenticationField(word) || fields.contains(CardData.plain(word));
    }

    private static String replaced(String text, Pattern pattern, Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(m -> Matcher.quoteReplacement(by.apply(m)));
    }

    private static String unescaped(MatchResult escape) {
        String hex = escape.group(1) == null ? escape.group(2) : escape.group(1);
        return String.valueOf((char) Integer.parseInt(hex, 16));
    }

    /** Groups of digits with a few separators between them, any stretch of which may be a card number. */
    private static String withoutCardNumbers(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        int at = 0;
        while (at < text.length()) {
            if (!isDigit(text, at)) {
                at++;
                continue;
            }
            List<int[]> groups = groups(text, at);
            int end = groups.get(groups.size() - 1)[1];
            for (int[] found : cardNumbers(text, groups)) {
                out.append(text, copied, found[0]).append(mask(text, found));
                copied = found[1];
            }
            at = end;
        }
        return out.append(text, copied, text.length()).toString();
    }

    /** From and to of each group of digits in the run that begins at {@code from}. */
    private static List<int[]> groups(String text, int from) {
        List<int[]> groups = new ArrayList<>();
        int at = from;
        while (at < text.length() && isDigit(text, at)) {
            int start = at;
            while (at < text.length() && isDigit(text, at)) {
                at++;
            }
            groups.add(new int[] {start, at});
            int next = at;
            while (next < text.length() && next - at < SEPARATORS_MAX && isSeparator(text.charAt(next))) {
                next++;
            }
            if (next == text.length() || !isDigit(text, next)) {
                break;
            }
            at = next;
        }
        return groups;
    }

    /** From, to and whether it is one number (1) or several that overlap (0). */
    private static List<int[]> cardNumbers(String text, List<int[]> groups) {
        List<int[]> found = new ArrayList<>();
        for (int first = 0; first < groups.size(); first++) {
            int[] digits = new int[CardData.DIGITS_MAX];
            int count = 0;
            for (int last = first; last < groups.size(); last++) {
                int[] group = groups.get(last);
                if (count + group[1] - group[0] > CardData.DIGITS_MAX) {
                    break;
                }
                for (int i = group[0]; i < group[1]; i++) {
                    digits[count++] = Character.digit(text.charAt(i), 10);
                }
                if (CardData.isCardNumber(digits, 0, count)) {
                    add(found, groups.get(first)[0], group[1]);
                }
            }
        }
        return found;
    }

    private static void add(List<int[]> found, int from, int to) {
        int[] before = found.isEmpty() ? null : found.get(found.size() - 1);
        if (before != null && before[1] > from) {
            before[1] = Math.max(before[1], to);
            before[2] = 0;
        } else {
            found.add(new int[] {from, to, 1});
        }
    }

    private static String mask(String text, int[] found) {
        if (found[2] == 0) {
            return REDACTED;
        }
        StringBuilder digits = new StringBuilder();
        for (int i = found[0]; i < found[1]; i++) {
            if (isDigit(text, i)) {
                digits.append((char) ('0' + Character.digit(text.charAt(i), 10)));
            }
        }
        int hidden = digits.length() - FIRST_SHOWN - LAST_SHOWN;
        return digits.replace(FIRST_SHOWN, FIRST_SHOWN + hidden, "*".repeat(hidden))
                .toString();
    }

    private static boolean isDigit(String text, int at) {
        return Character.digit(text.charAt(at), 10) >= 0;
    }

    private static boolean isSeparator(char c) {
        return c == '+'
                || Character.isSpaceChar(c)
                || Character.isWhitespace(c)
                || Character.getType(c) == Character.DASH_PUNCTUATION
                || Character.getType(c) == Character.FORMAT;
    }
}
