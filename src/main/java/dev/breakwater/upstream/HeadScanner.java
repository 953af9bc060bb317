package dev.breakwater.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Reads the raw bytes of one HTTP/1.1 head, of a request or an answer, and finds what no head may hold, whatever the
 * parser behind it tolerates: NUL and other control characters, bare CR, bare LF, folded lines, and names that are
 * none. Bytes may come in any pieces.
 *
 * <p>Threading: for one connection's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-5">RFC 9112, sections 2.2 and 5</a>
 */
public final class HeadScanner {

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte DELETE = 0x7f;
    private static final boolean[] NAME = nameCharacters();
    private static final int PIECE_LENGTH = 1 << 10; // bytes
    private static final FastThreadLocal<byte[]> PIECE = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[PIECE_LENGTH];
        }
    };

    private final FirstLine firstLine;
    private Place place = Place.BEFORE;
    private boolean afterCr;
    private @Nullable String fault;

    /** The rules for the first line of a head. */
    public interface FirstLine {

        /** Makes it ready for the next head. */
        void reset();

        /** Looks at the next byte, which is no CR, LF or NUL; what is wrong with it, or null. */
        @Nullable
        String next(byte b);

        /** The line has ended; what is wrong with it, or null. */
        @Nullable
        String end();
    }

    private enum Place {
        BEFORE,
        FIRST_LINE,
        LINE_START,
        NAME,
        VALUE,
        ENDED
    }

    public HeadScanner(FirstLine firstLine) {
        this.firstLine = firstLine;
    }

    /** Makes it ready for the next head. */
    public void reset() {
        firstLine.reset();
        place = Place.BEFORE;
        afterCr = false;
    }

    /** Whether a byte of the head has come. */
    public boolean hasBegun() {
        return place != Place.BEFORE;
    }

    /** What was found; null while nothing was. */
    public @Nullable String fault() {
        return fault;
    }

    /** Looks at the bytes from {@code from} to {@code to}, up to the end of the head; returns how many it looked at. */
    public int scan(ByteBuf in, int from, int to) {
        byte[] piece = PIECE.get(); // an array: a buffer checks each access to a byte of it
        int at = from;
        while (at < to && place != Place.ENDED && fault == null) {
            int length = Math.min(piece.length, to - at);
            in.getBytes(at, piece, 0, length);
            at += scan(piece, length);
        }
        return at - from;
    }

    private int scan(byte[] piece, int length) {
        int at = 0;
        while (at < length && place != Place.ENDED && fault == null) {
            byte b = piece[at++];
            boolean plain = place == Place.VALUE && b >= ' ' && b != DELETE && !afterCr; // nearly all of a head
            if (!plain) {
                fault = next(b);
            }
        }
        return at;
    }

    private @Nullable String next(byte b) {
        if (afterCr) {
            afterCr = false;
            return b == LF ? endLine() : "a CR that no LF follows";
        }
        if (b == CR) {
            afterCr = true;
            return place == Place.NAME ? "a header line without a colon" : null;
        }
        if (b == LF) {
            return "an LF that no CR precedes";
        }
        if (b == 0) {
            return "a NUL";
        }
        return character(b);
    }

    private @Nullable String character(byte b) {
        switch (place) {
            case BEFORE:
            case FIRST_LINE:
                place = Place.FIRST_LINE;
                return firstLine.next(b);
            case LINE_START:
                if (b == ' ' || b == '\t') {
                    return "a folded header line";
                }
                place = Place.NAME;
                return b == ':' ? "a header without a name" : name(b);
            case NAME:
                return name(b);
            default:
                boolean control = (b >= 0 && b < ' ' && b != '\t') || b == DELETE;
                return control ? "a control character in a header" : null;
        }
    }

    private @Nullable String name(byte b) {
        if (b == ':') {
            place = Place.VALUE;
            return null;
        }
        return b >= 0 && NAME[b] ? null : "a header name with a character that no name may have";
    }

    private @Nullable String endLine() {
        switch (place) {
            case BEFORE:
                return null; // an empty line before a head, which RFC 9112 section 2.2 lets pass
            case FIRST_LINE:
                place = Place.LINE_START;
                return firstLine.end();
            default:
                place = place == Place.LINE_START ? Place.ENDED : Place.LINE_START;
                return null;
        }
    }

    /** The characters of a token, RFC 9110 section 5.6.2. */
    private static boolean[] nameCharacters() {
        boolean[] table = new boolean[128];
        for (char c = 0; c < table.length; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            table[c] = alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
        return table;
    }
}
