package dev.breakwater.audit;

import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seal as the store has it, with the hashes of the chain after each of its events.
 *
 * @param entry the sequence under which it is kept
 * @param line the seal's canonical form
 * @param seal the same; null if this version cannot read it
 * @param hashes 32 bytes for each event, in order
 */
record StoredSeal(long entry, String line, @Nullable Seal seal, byte[] hashes) {

    private static final int HASH_BYTES = 32;
    private static final int FIELDS = 6;

    /** Reads an entry of the stream of seals. */
    static StoredSeal of(Response entry) {
        String id = entry.get(0).toString();
        long number = Long.parseLong(id.substring(0, id.indexOf('-'))); // Redis takes no other ids
        Response flat = entry.get(1);
        if (flat.size() < FIELDS) {
            return new StoredSeal(number, "", null, new byte[0]);
        }
        String line = flat.get(1).toString();
        return new StoredSeal(number, line, parse(line), flat.get(3).toBytes());
    }

    static @Nullable Seal parse(String line) {
        try {
            return Seal.parse(line);
        } catch (NotCanonical unreadable) {
            return null;
        }
    }

    /** The chain's hash after the event of that sequence, 64 hex digits; null if it is not one of the seal's. */
    @Nullable
    String hashOf(long sequence) {
        if (seal == null || sequence < seal.first() || sequence > seal.last()) {
            return null;
        }
        int from = (int) (sequence - seal.first()) * HASH_BYTES;
        return from + HASH_BYTES > hashes.length
                ? null
                : Chain.hex(Arrays.copyOfRange(hashes, from, from + HASH_BYTES));
    }

    /** The bytes of hashes, one after the other. */
    static byte[] joined(List<String> hashes) {
        byte[] all = new byte[hashes.size() * HASH_BYTES];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(HexFormat.of().parseHex(hashes.get(i)), 0, all, i * HASH_BYTES, HASH_BYTES);
        }
        return all;
    }
}
