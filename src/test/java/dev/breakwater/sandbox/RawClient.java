package dev.breakwater.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sees bytes, and how the connection ended. */
public final class RawClient implements AutoCloseable {

    public enum End {
        CLOSED,
        RESET,
        STILL_OPEN
    }

    /** What came, and how it ended. */
    public record Seen(byte[] bytes, End end) {
        public String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static final int FIRST_BYTE_MILLIS_MAX = 10_000;

    private final Socket socket;

    public RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
    }

    public RawClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n\r\n");
    }

    public RawClient post(String path, String form) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\nContent-Length: "
                + form.length() + "\r\n\r\n" + form);
    }

    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public boolean hearsNothingFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        }
    }

    /** Everything until the connection ends, or nothing more comes for so long; the first byte may take longer. */
    public Seen readAll(int quietMillis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        socket.setSoTimeout(FIRST_BYTE_MILLIS_MAX);
        byte[] part = new byte[1 << 16];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                bytes.write(part, 0, count);
                socket.setSoTimeout(quietMillis);
            }
            return new Seen(bytes.toByteArray(), End.CLOSED);
        } catch (SocketTimeoutException quiet) {
            return new Seen(bytes.toByteArray(), End.STILL_OPEN);
        } catch (SocketException reset) {
            return new Seen(bytes.toByteArray(), End.RESET);
        }
    }

    public Seen readAll() throws IOException {
        return readAll(FIRST_BYTE_MILLIS_MAX);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
