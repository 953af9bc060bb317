package dev.breakwater.fault.queue.check;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis in its own protocol (RESP2), with nothing between.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
 */
public final class Resp implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Socket socket = new Socket();
    private final DataInputStream in;

    public Resp(int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) TIMEOUT.toMillis());
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /**
     * The reply: a {@code byte[]}, a {@code Long}, a {@code List} of such, or null. Texts of any bytes are ISO-8859-1.
     */
    public @Nullable Object ask(String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        for (String word : words) {
            out.writeBytes(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        socket.getOutputStream().write(out.toByteArray());
        return reply();
    }

    /** A reply that is one text. */
    public String text(String... words) throws IOException {
        return asText(ask(words));
    }

    /** A reply that is a list of texts. */
    public List<String> texts(String... words) throws IOException {
        List<String> texts = new ArrayList<>();
        if (ask(words) instanceof List<?> all) {
            all.forEach(each -> texts.add(asText(each)));
        }
        return texts;
    }

    static String asText(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(reply);
    }

    private @Nullable Object reply() throws IOException {
        int kind = in.read();
        String line = line();
        switch (kind) {
            case '+':
                return line.getBytes(StandardCharsets.ISO_8859_1);
            case '-':
                throw new IOException(line);
            case ':':
                return Long.valueOf(line);
            case '$':
                return bulk(Integer.parseInt(line));
            case '*':
                return array(Integer.parseInt(line));
            default:
                throw new IOException("no RESP: " + (char) kind + line);
        }
    }

    private byte @Nullable [] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        line();
        return bytes;
    }

    private @Nullable List<@Nullable Object> array(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> all = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            all.add(reply());
        }
        return all;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.readUnsignedByte();
        while (next != '\r') {
            line.append((char) next);
            next = in.readUnsignedByte();
        }
        in.readUnsignedByte();
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
