package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A provider's whole answer as it is kept under a key. {@link #toBytes} is its form in the store, before encryption;
 * its first byte is the form's version.
 *
 * @param status the HTTP status code
 * @param reason the reason phrase
 * @param headers its end-to-end headers, in order
 * @param body the whole body
 */
public record StoredAnswer(int status, String reason, List<Map.Entry<String, String>> headers, byte[] body) {

    private static final int VERSION = 1;

    /** What is kept of {@code answer}, which is whole. */
    public static StoredAnswer of(Answer answer) {
        return new StoredAnswer(
                answer.status(),
                answer.reason(),
                answer.headers().entries(),
                answer.body().getBytes());
    }

    /** The answer again, into {@code headers}, which are empty. */
    public Answer toAnswer(MultiMap into) {
        headers.forEach(header -> into.add(header.getKey(), header.getValue()));
        return new Answer(status, reason, into, Buffer.buffer(body), null);
    }

    /** The form in which it is stored. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(status);
            out.writeUTF(reason);
            StoredRequest.Headers.write(headers, out);
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException neverInMemory) {
            throw new IllegalStateException(neverInMemory);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is none, or of a version that is not known
     */
    public static StoredAnswer fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a stored answer of version " + version);
            }
            int status = in.readUnsignedShort();
            String reason = in.readUTF();
            List<Map.Entry<String, String>> headers = StoredRequest.Headers.read(in);
            return new StoredAnswer(status, reason, headers, StoredRequest.Headers.readBytes(in));
        } catch (IOException cut) {
            throw new IllegalArgumentException("a stored answer that is cut short", cut);
        }
    }
}
