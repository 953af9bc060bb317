package dev.breakwater.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a stream's hash chain stands: after its event {@code sequence}, or before its first one with 0. The hash of a
 * stream's event n is {@code SHA-256(hash of n-1 as 32 bytes || canonical bytes of event n)}; the hash before event 1
 * is the SHA-256 of {@code breakwater-audit-1/} and the stream's name.
 *
 * <p>Threading: immutable.
 *
 * @param hash 64 lower-case hex digits
 */
public record Chain(String stream, long sequence, String hash) {

    private static final String GENESIS = "breakwater-audit-1/";

    public Chain {
        AuditEvent.requireStream(stream);
        if (sequence < 0 || sequence > CanonicalLine.NUMBER_MAX || !CanonicalLine.isHash(hash)) {
            throw new IllegalArgumentException("a chain stands at a sequence from 0 on, with 64 hex digits");
        }
    }

    /** Before the first event. */
    public static Chain start(String stream) {
        MessageDigest digest = sha256();
        digest.update((GENESIS + stream).getBytes(StandardCharsets.US_ASCII));
        return new Chain(stream, 0, hex(digest.digest()));
    }

    /**
     * One event on.
     *
     * @throws IllegalArgumentException if it is not the stream's next one
     */
    public Chain append(AuditEvent event) {
        if (!event.stream().equals(stream) || event.sequence() != sequence + 1) {
            throw new IllegalArgumentException(
                    "after " + stream + " " + sequence + " cannot come " + event.stream() + " " + event.sequence());
        }
        return new Chain(stream, event.sequence(), hashAfter(hash, event));
    }

    static String hashAfter(String hash, AuditEvent event) {
        MessageDigest digest = sha256();
        digest.update(HexFormat.of().parseHex(hash));
        digest.update(event.canonical().getBytes(StandardCharsets.US_ASCII));
        return hex(digest.digest());
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
