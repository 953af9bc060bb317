package dev.breakwater.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request as it is kept for later: what every attempt sends, without any credential, which is put in at the moment of
 * sending. {@link #toBytes} is its form in the store, before encryption; its first byte is the form's version.
 *
 * @param method the HTTP method
 * @param uri the target as received, with the provider's name in front
 * @param headers the end-to-end headers that are passed on, in order
 * @param body the whole body
 */
public record StoredRequest(String method, String uri, List<Map.Entry<String, String>> headers, byte[] body) {

    private static final int VERSION = 1;

    /** The form in which it is stored. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(method);
            out.writeUTF(uri);
            Headers.write(headers, out);
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
    public static StoredRequest fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a stored request of version " + version);
            }
            String method = in.readUTF();
            String uri = in.readUTF();
            List<Map.Entry<String, String>> headers = Headers.read(in);
            return new StoredRequest(method, uri, headers, Headers.readBytes(in));
        } catch (IOException cut) {
            throw new IllegalArgumentException("a stored request that is cut short", cut);
        }
    }

    /** How headers and bodies are written, in requests and answers alike. */
    static final class Headers {

        private Headers() {}

        static void write(List<Map.Entry<String, String>> headers, DataOutputStream out) throws IOException {
            out.writeShort(headers.size());
            for (Map.Entry<String, String> header : headers) {
                out.writeUTF(header.getKey());
                out.writeUTF(header.getValue());
            }
        }

        static List<Map.Entry<String, String>> read(DataInputStream in) throws IOException {
            int count = in.readUnsignedShort();
            List<Map.Entry<String, String>> headers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                headers.add(Map.entry(in.readUTF(), in.readUTF()));
            }
            return headers;
        }

        static byte[] readBytes(DataInputStream in) throws IOException {
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("a body of " + length + " bytes where there are " + in.available());
            }
            return in.readNBytes(length);
        }
    }
}
