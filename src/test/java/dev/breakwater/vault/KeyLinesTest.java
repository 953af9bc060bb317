package dev.breakwater.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyLinesTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[VaultKey.BYTES]);

    @Test
    void keys_stand_one_a_line_or_after_commas_with_the_newest_first() {
        KeyLines lines = KeyLines.of("# ours\nc:" + SECRET + "\r\n\nb:" + SECRET + ", a:" + SECRET + "\n");
        assertEquals(
                List.of("c", "b", "a"), lines.keys().stream().map(VaultKey::id).toList());
        assertEquals(List.of(), lines.faults());
    }

    @Test
    void a_wrong_line_is_named_by_its_place_and_not_shown() {
        KeyLines lines = KeyLines.of("a:" + SECRET + "\nb:c2hvcnQ=\n" + SECRET + "\nd:???\na:" + SECRET);
        assertEquals(
                List.of(
                        "key 2 is not id:base64-of-32-bytes",
                        "key 3 is not id:base64-of-32-bytes",
                        "key 4 is not id:base64-of-32-bytes",
                        "key 5 has the id of a key before it"),
                lines.faults());
    }
}
