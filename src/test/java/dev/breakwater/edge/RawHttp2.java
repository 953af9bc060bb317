package dev.breakwater.edge;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An HTTP/2 client that writes frames as the test gives them, with header fields that no library would send. */
public final class RawHttp2 implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final short INITIAL_WINDOW_SIZE = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Answer> answers = new HashMap<>();
    private int next = 1;
    private boolean gone;
    private boolean toldToGo;

    /** What has come on one stream. */
    public static final class Answer {
        private int status;
        private Http2Headers head;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean complete;
        private long reset = -1;

        public int status() {
            return status;
        }

        public String header(String name) {
            CharSequence value = head.get(name);
            return value == null ? "" : value.toString();
        }

        public String text() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        public boolean isWhole() {
            return complete;
        }

        public boolean isReset() {
            return reset >= 0;
        }
    }

    /** Takes over a socket on which HTTP/2 has been agreed on. */
    public RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6)
                        .putShort(INITIAL_WINDOW_SIZE)
                        .putInt(1 << 30)
                        .array());
        frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(1 << 30).array());
    }

    /** Begins a request with these fields, names and values in turn; its stream. */
    public int open(boolean ends, String... fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0); // a literal field that is not indexed, with a new name
            string(block, fields[i].getBytes(StandardCharsets.ISO_8859_1));
            string(block, fields[i + 1].getBytes(StandardCharsets.ISO_8859_1));
        }
        int stream = next;
        next += 2;
        frame(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, block.toByteArray());
        return stream;
    }

    private static void string(ByteArrayOutputStream block, byte[] bytes) {
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int left = bytes.length - 127;
            for (; left >= 128; left >>= 7) {
                block.write((left & 127) | 128);
            }
            block.write(left);
        }
        block.writeBytes(bytes);
    }

    /** A GET or another request without body, with the key of the client {@code test}. */
    public int request(String method, String path, String... more) throws IOException {
        return open(true, fields(method, path, more));
    }

    public static String[] fields(String method, String path, String... more) {
        String[] all = new String[10 + more.length];
        String[] own = {
            ":method",
            method,
            ":scheme",
            "https",
            ":authority",
            "x",
            ":path",
            path,
            "authorization",
            "Bearer " + Edge.KEY
        };
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(more, 0, all, own.length, more.length);
        return all;
    }

    public void data(int stream, boolean ends, String latin1) throws IOException {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at == 0 || at < bytes.length; at += 16_000) {
            int end = Math.min(bytes.length, at + 16_000);
            byte[] part = new byte[end - at];
            System.arraycopy(bytes, at, part, 0, part.length);
            frame(DATA, ends && end == bytes.length ? END_STREAM : 0, stream, part);
        }
    }

    public void reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
        socket.getOutputStream().write(frame.put(payload).array());
        socket.getOutputStream().flush();
    }

    /** The answer on {@code stream}, once it is whole, reset, or the connection is gone. */
    public Answer answer(int stream) throws IOException {
        Answer answer = answers.computeIfAbsent(stream, unknown -> new Answer());
        while (!answer.complete && !answer.isReset() && !gone) {
            read();
        }
        return answer;
    }

    /** Whether the server ended the connection: it said so, or it hung up. */
    public boolean isGone() {
        return gone || toldToGo;
    }

    private void read() throws IOException {
        int length;
        try {
            length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        } catch (EOFException | SocketException hungUp) {
            gone = true;
            return;
        }
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        Answer answer = answers.computeIfAbsent(stream, unknown -> new Answer());
        switch (type) {
            case HEADERS -> head(answer, payload, (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
            case DATA -> answer.body.writeBytes(payload);
            case RST_STREAM -> answer.reset = ByteBuffer.wrap(payload).getInt();
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    frame(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    frame(PING, ACK, 0, payload);
                }
            }
            case GOAWAY -> toldToGo = true;
            default -> {}
        }
        if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
            answer.complete = true;
        }
    }

    private void head(Answer answer, byte[] payload, int from) throws IOException {
        try {
            answer.head = headers.decodeHeaders(1, Unpooled.wrappedBuffer(payload, from, payload.length - from));
            answer.status = Integer.parseInt(answer.head.status().toString());
        } catch (Http2Exception broken) {
            throw new IOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
