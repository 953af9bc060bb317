package dev.breakwater.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an export line by line; no more than one line of at most 128 KiB is in memory.
 *
 * <p>Threading: one thread, which may block.
 */
final class ExportReader {

    /** Bytes of the longest line: an event as large as allowed has less. */
    static final int LINE_MAX = 128 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[LINE_MAX];

    ExportReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * The next line; null at the end. A line that is too long is read in pieces, none of which is a line.
     *
     * @throws NotCanonical if it is no line of an export, which has been passed over then
     */
    @Nullable
    ExportLine next() throws IOException, NotCanonical {
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 && length == 0) {
                return null;
            }
            if (b < 0) {
                throw new NotCanonical("the last line has no end");
            }
            if (length == LINE_MAX) {
                throw new NotCanonical("a line is longer than " + LINE_MAX + " bytes");
            }
            buffer[length++] = (byte) b;
        }
        return ExportLine.parse(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
    }
}
