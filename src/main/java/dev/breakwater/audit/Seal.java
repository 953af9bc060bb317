package dev.breakwater.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * A signed statement over a run of a stream's events: which, and the chain's hash before and after them. The signature
 * is Ed25519 over {@link #signedText}.
 *
 * <p>Threading: immutable.
 *
 * @param first the run's first sequence
 * @param last the run's last sequence
 * @param startHash the chain's hash before the run, which is the end of the seal before
 * @param endHash the chain's hash after the run
 * @param at when it was sealed, to the millisecond
 * @param keyId 16 hex digits that name the key
 * @param signature 64 bytes in base64
 */
public record Seal(
        String stream,
        long first,
        long last,
        String startHash,
        String endHash,
        Instant at,
        String keyId,
        String signature) {

    /** The chain after the run. */
    public Chain end() {
        return new Chain(stream, last, endHash);
    }

    /** What is signed: eight lines of ASCII, each with a line feed after it. */
    public String signedText() {
        return String.join(
                        "\n",
                        "breakwater-audit-seal-1",
                        stream,
                        Long.toString(first),
                        Long.toString(last),
                        startHash,
                        endHash,
                        CanonicalLine.instant(at),
                        keyId)
                + "\n";
    }

    /** Whether the key has signed this. */
    public boolean isSignedBy(PublicKey key) {
        try {
            Signature verifying = Signature.getInstance("Ed25519");
            verifying.initVerify(key);
            verifying.update(signedText().getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = Base64.getDecoder().decode(signature);
            boolean isOnlyForm = Base64.getEncoder().encodeToString(bytes).equals(signature);
            return verifying.verify(bytes) && isOnlyForm;
        } catch (GeneralSecurityException | IllegalArgumentException notEvenOne) {
            return false;
        }
    }

    Seal signed(String bySignature) {
        return new Seal(stream, first, last, startHash, endHash, at, keyId, bySignature);
    }

    /** One line of ASCII, as it is stored and exported. */
    public String canonical() {
        StringBuilder out = new StringBuilder(512).append("{\"type\":\"seal\",\"stream\":");
        CanonicalLine.string(out, stream)
                .append(",\"first\":")
                .append(first)
                .append(",\"last\":")
                .append(last);
        CanonicalLine.string(out.append(",\"start\":"), startHash);
        CanonicalLine.string(out.append(",\"end\":"), endHash);
        CanonicalLine.string(out.append(",\"at\":"), CanonicalLine.instant(at));
        CanonicalLine.string(out.append(",\"key\":"), keyId);
        return CanonicalLine.string(out.append(",\"signature\":"), signature)
                .append('}')
                .toString();
    }

    /**
     * Reads the canonical form back. The signature is not looked at.
     *
     * @throws NotCanonical if it is anything else
     */
    static Seal parse(String line) throws NotCanonical {
        CanonicalLine in = new CanonicalLine(line);
        String stream = in.skip("{\"type\":\"seal\",\"stream\":").string();
        long first = in.skip(",\"first\":").number();
        long last = in.skip(",\"last\":").number();
        String start = in.skip(",\"start\":").hash();
        String end = in.skip(",\"end\":").hash();
        Instant at = in.skip(",\"at\":").instant();
        String key = in.skip(",\"key\":").string();
        String signature = in.skip(",\"signature\":").string();
        Seal seal = new Seal(stream, first, last, start, end, at, key, signature);
        in.end(seal.canonical());
        return seal;
    }
}
