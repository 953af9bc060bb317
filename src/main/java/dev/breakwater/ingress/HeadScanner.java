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

    private final RequestLineScanner requestLine = new RequestLineScanner();
    private boolean begun;
    private boolean inRequestLine;
    private boolean ended;
    private boolean afterCr;
    private boolean lineStart;
    private boolean emptyLine;
    private @Nullable HeadFault fault;

    /** Makes it ready for the next head. */
    void reset() {
        requestLine.reset();
        begun = false;
        inRequestLine = false;
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
    HeadFault fault() {
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
                fault = HeadFault.malformed("a CR that no LF follows");
            } else {
                endLine();
            }
        } else if (b == CR) {
            emptyLine = lineStart || !begun;
            afterCr = true;
        } else if (b == LF) {
            fault = HeadFault.malformed("an LF that no CR precedes");
        } else if (b == 0) {
            fault = HeadFault.malformed("a NUL");
        } else if (!begun || inRequestLine) {
            begun = true;
            inRequestLine = true;
            fault = requestLine.next(b);
        } else {
            header(b);
        }
    }

    private void header(byte b) {
        if (lineStart && (b == ' ' || b == '\t')) {
            fault = HeadFault.malformed("a folded header line");
        } else if (lineStart && b == ':') {
            fault = HeadFault.malformed("a header without a name");
        }
        lineStart = false;
    }

    private void endLine() {
        if (!begun) {
            return; // an empty line before the request line, which RFC 9112 section 2.2 lets pass
        }
        if (inRequestLine) {
            inRequestLine = false;
            fault = requestLine.end();
        }
        ended = emptyLine;
        lineStart = true;
    }
}
