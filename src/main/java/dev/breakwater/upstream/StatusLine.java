package dev.breakwater.upstream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a status line: {@code HTTP/1.1} or {@code HTTP/1.0}, three digits, and a reason.
 *
 * <p>Threading: for one connection's event loop.
 */
final class StatusLine implements HeadScanner.FirstLine {

    private static final String SHAPE = "HTTP/1.1 200";
    private static final int MINOR = SHAPE.indexOf(' ') - 1;
    private static final byte DELETE = 0x7f;
    private static final String FAULT = "a status line that is not a version, three digits and a reason";

    private int length;

    @Override
    public void reset() {
        length = 0;
    }

    @Override
    public @Nullable String next(byte b) {
        int at = length++;
        boolean fits;
        if (at < MINOR) {
            fits = b == SHAPE.charAt(at);
        } else if (at == MINOR) {
            fits = b == '0' || b == '1';
        } else if (at < SHAPE.length()) {
            fits = SHAPE.charAt(at) == ' ' ? b == ' ' : b >= '0' && b <= '9';
        } else if (at == SHAPE.length()) {
            fits = b == ' ';
        } else {
            fits = b < 0 || b == '\t' || (b >= ' ' && b != DELETE);
        }
        return fits ? null : FAULT;
    }

    @Override
    public @Nullable String end() {
        return length >= SHAPE.length() ? null : FAULT;
    }
}
