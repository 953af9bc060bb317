package dev.breakwater.audit;

import dev.breakwater.audit.StoredEvent.Place;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seal as the store has it, with the hashes of the chain after each of its events.
 *
 * @param line the seal's canonical form
 * @param seal the same; null if this version cannot read it
 * @param hashes 32 bytes for each event, in order
 * @param to where its last event stands
 */
record StoredSeal(String line, @Nullable Seal seal, byte[] hashes, Place to) {

    private static final int HASH_BYTES = 32;
    private static final int FIELDS = 6;

    /** Reads an entry of the stream of seals; null if it is none. */
    static @Nullable StoredSeal of(Response entry) {
        Response flat = entry.get(1);
        if (flat.size() < FIELDS) {
            return null;
        }
        Place to = Place.parse(flat.get(5).toString());
        String line = flat.get(1).toString();
        return to == null
                ? null
                : new StoredSeal(line, parse(line), flat.get(3).toBytes(), to);
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
