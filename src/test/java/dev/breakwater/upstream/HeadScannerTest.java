package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no head may hold is found, wherever the bytes are split. */
class HeadScannerTest {

    private static final HeadScanner.FirstLine ANY_LINE = new HeadScanner.FirstLine() {
        @Override
        public void reset() {}

        @Override
        public String next(byte b) {
            return null;
        }

        @Override
        public String end() {
            return null;
        }
    };

    private static final String GOOD =
            "\\r\\nGET / HTTP/1.1\\r\\nHost: x\\r\\nX-Tab:\\ta\\r\\nX-Empty:\\r\\nX-High: \u00e9\\r\\n\\r\\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\r\\nA: b\\r\\n c\\r\\n\\r\\n   | a folded header line",
                "GET / HTTP/1.1\\r\\nA: b\\r\\n\\tc\\r\\n\\r\\n  | a folded header line",
                "GET / HTTP/1.1\\r\\n A: b\\r\\n\\r\\n           | a folded header line",
                "GET / HTTP/1.1\\r\\nA: b\\rC: d\\r\\n\\r\\n     | a CR that no LF follows",
                "GET / HTTP/1.1\\r\\r\\n\\r\\n                   | a CR that no LF follows",
                "GET / HTTP/1.1\\nA: b\\r\\n\\r\\n               | an LF that no CR precedes",
                "GET / HTTP/1.1\\r\\nA: b\\n\\r\\n               | an LF that no CR precedes",
                "\\nGET / HTTP/1.1\\r\\n\\r\\n                   | an LF that no CR precedes",
                "GET / HTTP/1.1\\r\\nA: b\\0\\r\\n\\r\\n         | a NUL",
                "GET /\\0 HTTP/1.1\\r\\n\\r\\n                   | a NUL",
                "GET / HTTP/1.1\\r\\nA : b\\r\\n\\r\\n           | a header name with a character that no name may have",
                "GET / HTTP/1.1\\r\\n: b\\r\\n\\r\\n             | a header without a name",
                "GET / HTTP/1.1\\r\\nA\\r\\n\\r\\n               | a header line without a colon",
                "GET / HTTP/1.1\\r\\nA: <SOH>\\r\\n\\r\\n      | a control character in a header",
                "GET / HTTP/1.1\\r\\nA: <DEL>\\r\\n\\r\\n      | a control character in a header"
            })
    void finds_what_no_head_may_hold_however_it_is_split(String head, String fault) {
        byte[] bytes = bytes(head);
        assertThat(inTwo(bytes, 0).fault()).isEqualTo(fault);
        for (int first = 1; first < bytes.length; first++) {
            assertThat(inTwo(bytes, first).fault()).as("split at %d", first).isEqualTo(fault);
        }
    }

    @Test
    void finds_nothing_in_a_good_head_and_stops_at_its_end_however_it_is_split() {
        byte[] head = bytes(GOOD);
        byte[] bytes = bytes(GOOD + "body \\0\\r\\n folded");
        for (int first = 0; first < bytes.length; first++) {
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            HeadScanner scanner = new HeadScanner(ANY_LINE);
            int seen = scanner.scan(in, 0, first);
            seen += scanner.scan(in, seen, bytes.length);
            assertThat(scanner.fault()).as("split at %d", first).isNull();
            assertThat(seen).as("split at %d", first).isEqualTo(head.length);
        }
    }

    @Test
    void reads_one_head_after_the_other() {
        byte[] head = bytes(GOOD);
        HeadScanner scanner = new HeadScanner(ANY_LINE);
        for (int i = 0; i < 3; i++) {
            assertThat(scanner.hasBegun()).isFalse();
            assertThat(scanner.scan(Unpooled.wrappedBuffer(head), 0, head.length))
                    .isEqualTo(head.length);
            assertThat(scanner.hasBegun()).isTrue();
            scanner.reset();
        }
        assertThat(scanner.fault()).isNull();
    }

    @Test
    void an_empty_line_alone_begins_no_head() {
        HeadScanner scanner = new HeadScanner(ANY_LINE);
        scanner.scan(Unpooled.wrappedBuffer(bytes("\\r\\n\\r\\n")), 0, 4);
        assertThat(scanner.hasBegun()).isFalse();
        assertThat(scanner.fault()).isNull();
    }

    private static HeadScanner inTwo(byte[] bytes, int first) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        HeadScanner scanner = new HeadScanner(ANY_LINE);
        int seen = scanner.scan(in, 0, first);
        scanner.scan(in, seen, bytes.length);
        return scanner;
    }

    private static byte[] bytes(String escaped) {
        return escaped.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
                .replace("<SOH>", "\u0001")
                .replace("<DEL>", "\u007f")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
