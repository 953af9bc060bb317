package dev.breakwater.writequeue;

import dev.breakwater.vault.Unreadable;
import dev.breakwater.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A vault without a lock: it opens what bears the record's name, and nothing else. */
final class PlainVault implements Vault {

    @Override
    public byte[] seal(byte[] plain, String recordId) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        sealed.writeBytes(label(recordId));
        sealed.writeBytes(plain);
        return sealed.toByteArray();
    }

    @Override
    public byte[] open(byte[] sealed, String recordId) {
        byte[] label = label(recordId);
        if (sealed.length < label.length || !Arrays.equals(label, Arrays.copyOf(sealed, label.length))) {
            throw new Unreadable("it was not sealed for " + recordId);
        }
        return Arrays.copyOfRange(sealed, label.length, sealed.length);
    }

    @Override
    public List<String> fingerprints(byte[]... parts) {
        return List.of(Integer.toString(Arrays.deepHashCode(parts)));
    }

    private static byte[] label(String recordId) {
        return (recordId + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
