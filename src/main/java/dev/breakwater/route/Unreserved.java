package dev.breakwater.route;

import java.util.HexFormat;

/**
 * The unreserved characters of RFC 3986 section 2.3: encoded or not, they mean the same, so that {@code /%76%31/x} must
 * find the route of {@code /v1/x}. What is sent on of a request is what was received.
 */
public final class Unreserved {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Unreserved() {}

    /** {@code path} with its percent-encoded unreserved characters decoded, and nothing else. */
    public static String decoded(String path) {
        int percent = path.indexOf('%');
        if (percent < 0) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length()).append(path, 0, percent);
        for (int i = percent; i < path.length(); i++) {
            char c = path.charAt(i);
            int code = c == '%' ? code(path, i) : -1;
            if (code >= 0 && isUnreserved(code)) {
                out.append((char) code);
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** {@code text} with everything percent-encoded but unreserved characters. */
    static String encoded(byte[] text) {
        StringBuilder out = new StringBuilder(text.length);
        for (byte b : text) {
            if (isUnreserved(b)) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }

    private static int code(String path, int at) {
        if (at + 2 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
