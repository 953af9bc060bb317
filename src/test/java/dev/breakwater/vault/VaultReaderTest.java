package dev.breakwater.vault;

import static dev.breakwater.vault.AesGcmVaultTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultReaderTest {

    @TempDir
    Path directory;

    private final Faults faults = new Faults();

    @Test
    void nothing_is_stored_without_a_key_but_in_dev_mode() {
        assertThat(read(null, null, false)).isNull();
        assertThat(faults.all()).singleElement().asString().startsWith("breakwater.vault.key-file: is missing");
        assertThat(read(null, null, true)).isNotNull();
    }

    @Test
    void the_key_that_everybody_knows_is_refused_outside_dev_mode() {
        String wellKnown = "dev-only:ZGV2LW9ubHktdmF1bHQta2V5LW5vdC1mb3ItbW9uZXk=";
        assertThat(read(null, wellKnown, false)).isNull();
        assertThat(faults.all())
                .singleElement()
                .asString()
                .contains("everybody knows")
                .doesNotContain("ZGV2");
    }

    @Test
    void a_broken_key_is_named_by_its_place_and_not_shown() {
        read(null, "a:" + key(1) + ",b:c2hvcnQ=", false);
        read(null, "a:" + key(1) + ",a:" + key(2), false);
        read(directory.resolve("none").toString(), null, false);
        read(directory.resolve("none").toString(), "a:" + key(1), false);
        assertThat(faults.all()).hasSize(4);
        assertThat(faults.all().get(0)).contains("its key 2 is none").doesNotContain("c2hvcnQ");
        assertThat(faults.all().get(1)).contains("'a' stands there twice");
        assertThat(faults.all().get(2)).contains("cannot be read");
        assertThat(faults.all().get(3)).contains("set one of the two");
    }

    @Test
    void a_file_is_read_again_when_it_changes_and_a_broken_one_changes_nothing() throws IOException {
        Path file = directory.resolve("vault.keys");
        Files.writeString(file, "# since the first day\na:" + key(1) + "\n");
        KeyRing ring = read(file.toString(), null, false);
        assertThat(ring.get().ids()).containsExactly("a");
        Files.writeString(file, "a:" + key(1) + "\nb:" + key(2) + "\n");
        ring.refresh();
        assertThat(ring.get().ids()).containsExactly("a", "b");
        Files.writeString(file, "a:" + key(1) + "\nb:" + key(2) + "\nc:half");
        ring.refresh();
        assertThat(ring.get().ids()).containsExactly("a", "b");
        Files.delete(file);
        ring.refresh();
        assertThat(ring.get().ids()).containsExactly("a", "b");
    }

    private KeyRing read(@Nullable String file, @Nullable String keys, boolean rehearsal) {
        VaultConfig.VaultSettings settings = new VaultConfig.VaultSettings() {
            @Override
            public Optional<String> keyFile() {
                return Optional.ofNullable(file);
            }

            @Override
            public Optional<String> keys() {
                return Optional.ofNullable(keys);
            }
        };
        return VaultReader.read(() -> settings, rehearsal, faults);
    }
}
