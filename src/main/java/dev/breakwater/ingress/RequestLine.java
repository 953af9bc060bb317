package dev.breakwater.ingress;

import dev.breakwater.upstream.HeadScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a request line: three parts, and one space between them. RFC 9112 section 3 lets servers be more
 * lenient, and warns that two that are so in different ways can be played off against each other.
 *
 * <p>Threading: for one connection's event loop.
 */
final class RequestLine implements HeadScanner.FirstLine {

    private static final String VERSION = "HTTP/1.1";
    private static final int VERSION_PART = 2;

    private int part; // 0 the method, 1 the target, 2 the version
    private int length; // bytes of this part so far
    private boolean wrongVersion;
    private boolean notVersion;

    @Override
    public void reset() {
        part = 0;
        length = 0;
        wrongVersion = false;
        notVersion = false;
    }

    @Override
    public @Nullable String next(byte b) {
        if (b == ' ') {
            boolean misplaced = length == 0 || part == VERSION_PART;
            part++;
            length = 0;
            return misplaced ? "a space too many in the request line" : null;
        }
        if (b >= 0 && b < ' ') {
            return "a control character in the request line";
        }
        if (part == VERSION_PART) {
            version((char) b);
        }
        length++;
        return null;
    }

    @Override
    public @Nullable String end() {
        if (part != VERSION_PART || notVersion || length != VERSION.length()) {
            return "a request line that is not a method, a target and a version";
        }
        return wrongVersion ? "another version than " + VERSION : null;
    }

    /** Whether the line is well-formed and names another version. */
    boolean isOtherVersion() {
        return part == VERSION_PART && wrongVersion && !notVersion;
    }

    private void version(char c) {
        char expected = length < VERSION.length() ? VERSION.charAt(length) : 0;
        boolean bothDigits = Character.isDigit(expected) && c >= '0' && c <= '9';
        wrongVersion |= c != expected;
        notVersion |= c != expected && !bothDigits;
    }
}
