package dev.breakwater.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyFileTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[VaultKey.BYTES]);

    @Test
    void a_changed_file_is_read_again_and_a_broken_one_keeps_the_keys() throws IOException {
        Path path = Files.createTempFile("keys", ".txt");
        KeyFile file = new KeyFile(path);
        write(path, "a:" + SECRET, 1);
        assertEquals(List.of(), file.refresh());
        write(path, "b:" + SECRET + "\na:" + SECRET, 2);
        assertEquals(List.of(), file.refresh());
        assertEquals(2, file.keys().size());
        write(path, "c:broken", 3);
        assertEquals(1, file.refresh().size());
        assertEquals("b", file.keys().get(0).id());
        Files.delete(path);
        assertEquals(List.of("the key file cannot be read"), file.refresh());
        assertEquals(2, file.keys().size());
    }

    private static void write(Path path, String text, int second) throws IOException {
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.fromMillis(second * 1000L));
    }
}
