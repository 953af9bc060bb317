package dev.breakwater.ingress;

import org.jspecify.annotations.Nullable;

/**
 * What a request target may look like. Nothing is normalised: a target that two parsers could read differently, or that
 * could lead out of the provider's base path, is refused.
 */
final class TargetRules {

    private static final String SPECIAL = ";\\/";
    private static final int ENCODED_LENGTH = 3;
    private static final int NUL = 0;
    private static final int LF = 0x0a;
    private static final int CR = 0x0d;
    private static final int MALFORMED = -1;

    private TargetRules() {}

    /** What is wrong with {@code target}; null if nothing is. */
    static @Nullable String fault(String target) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            return "it does not start with '/'; only the origin form, /{provider}/..., is taken";
        }
        boolean query = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>') {
                return "its character " + (i + 1) + " must be percent-encoded";
            }
            if (c == '%') {
                int code = code(target, i);
                if (code == MALFORMED) {
                    return "its '%' at character " + (i + 1) + " is not followed by two hexadecimal digits";
                }
                if (code == NUL || ((code == LF || code == CR) && !query) || isEncodedCrLf(target, i, code)) {
                    return "it holds an encoded control character";
                }
            }
            query |= c == '?';
        }
        if (hasDotSegment(target)) {
            return "it holds a dot segment";
        }
        return leadsToName(target) ? null : "it does not start with the name of a provider";
    }

    /** No route can allow special characters in the first segment: there is no telling which provider is meant. */
    private static boolean leadsToName(String target) {
        int end = 1;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        boolean doubled = end == 1 && target.startsWith("//");
        return !doubled && special(target.substring(0, end)).isEmpty();
    }

    /** Which of {@code ; \ /} the path holds in a form that only some routes allow. */
    static String special(String target) {
        StringBuilder found = null;
        for (int i = 0; i < target.length() && target.charAt(i) != '?'; i++) {
            char c = target.charAt(i);
            boolean doubled = c == '/' && i + 1 < target.length() && target.charAt(i + 1) == '/';
            int code = c == '%' ? code(target, i) : c;
            boolean special = SPECIAL.indexOf(code) >= 0 && (c != '/' || doubled);
            if (special) {
                found = found == null ? new StringBuilder() : found;
                found.append((char) code);
            }
        }
        return found == null ? "" : found.toString();
    }

    private static boolean isEncodedCrLf(String target, int at, int code) {
        return code == CR && at + 5 < target.length() && target.charAt(at + 3) == '%' && code(target, at + 3) == LF;
    }

    /**
     * Whether a segment of the path is {@code .} or {@code ..}, each dot encoded or not. A segment ends where any
     * server might think so: at {@code /}, {@code ;}, {@code \} and their encoded forms, which some routes allow.
     */
    private static boolean hasDotSegment(String target) {
        if (target.indexOf('.') < 0 && target.indexOf('%') < 0) {
            return false;
        }
        int dots = 0;
        boolean dotsOnly = true;
        int at = 1;
        while (at < target.length() && target.charAt(at) != '?') {
            boolean encoded = target.charAt(at) == '%';
            int code = encoded ? code(target, at) : target.charAt(at);
            if (SPECIAL.indexOf(code) >= 0) {
                if (dotsOnly && isDots(dots)) {
                    return true;
                }
                dots = 0;
                dotsOnly = true;
            } else {
                dots++;
                dotsOnly &= code == '.';
            }
            at += encoded ? ENCODED_LENGTH : 1;
        }
        return dotsOnly && isDots(dots);
    }

    private static boolean isDots(int count) {
        return count == 1 || count == 2;
    }

    private static int code(String target, int at) {
        if (at + 2 >= target.length()) {
            return MALFORMED;
        }
        int high = Character.digit(target.charAt(at + 1), 16);
        int low = Character.digit(target.charAt(at + 2), 16);
        return high < 0 || low < 0 ? MALFORMED : high * 16 + low;
    }
}
