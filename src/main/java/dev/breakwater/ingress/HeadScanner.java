package dev.breakwater.ingress;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the raw bytes of one request head and finds what no head may hold. Bytes may come in any pieces.
 *
 * <p>Threading: for one connection's event loop.
 */
final class HeadScanner {

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private boolean begun;
    private boolean ended;
    private boolean afterCr;
    private boolean lineStart;
    private boolean emptyLine;
    private @Nullable String fault;

    /** Makes it ready for the next head. */
    void reset() {
        begun = false;
        ended = false;
        afterCr = false;
        lineStart = false;
        emptyLine = false;
    }

    /** Whether a byte of the head has come. */
    boolean hasBegun() {
        return begun;
    }

    /** What was found; null while nothing was. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Looks at the bytes from {@code from} to {@code to}, up to the end of the head; returns how many it looked at. */
    int scan(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to && !ended && fault == null) {
            next(in.getByte(at++));
        }
        return at - from;
    }

    private void next(byte b) {
        if (afterCr) {
            afterCr = false;
            if (b != LF) {
                fault = "a CR that no LF follows";
            } else {
                endLine();
            }
        } else if (b == CR) {
            emptyLine = lineStart || !begun;
            afterCr = true;
        } else if (b == LF) {
            fault = "an LF that no CR precedes";
        } else if (b == 0) {
            fault = "a NUL";
        } else if (lineStart && (b == ' ' || b == '\t')) {
            fault = "a folded header line";
        } else {
            begun = true;
            lineStart = false;
        }
    }

    private void endLine() {
        if (begun) {
            ended = emptyLine;
            lineStart = true;
        } // else an empty line before the request line, which RFC 9112 section 2.2 lets pass
    }
}
