package dev.breakwater.edge;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A client that writes bytes as the test gives them, right or wrong, and reads one answer at a time. */
public final class Caller implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * One answer.
     *
     * @param status its status code
     * @param lines the header lines, as received
     * @param body what came of the body
     * @param whole whether all of it came, as its framing tells
     */
    public record Reply(int status, List<String> lines, byte[] body, boolean whole) {

        public List<String> all(String header) {
            return lines.stream()
                    .filter(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1))
                    .map(line -> line.substring(header.length() + 1).strip())
                    .toList();
        }

        /** The first of that name, or an empty string. */
        public String header(String name) {
            return all(name).stream().findFirst().orElse("");
        }

        public String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    public Caller(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    public Caller(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** A whole request with the key of the client {@code test}; each of {@code headers} is a line. */
    public static String request(String method, String target, String body, String... headers) {
        StringBuilder text = new StringBuilder(
                method + " " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Edge.KEY + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    public static String get(String target, String... headers) {
        return request("GET", target, "", headers);
    }

    public Caller send(String latin1) throws IOException {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Caller send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends what may not be taken: the other side may hang up in between. */
    public Caller sendIfTaken(String latin1) {
        try {
            return send(latin1);
        } catch (IOException hungUp) {
            return this;
        }
    }

    /** The next answer to a request that is not HEAD; status 0 if the connection ended before it. */
    public Reply read() throws IOException {
        return read(true);
    }

    /** The next answer; with no body if {@code bodyFollows} is false, whatever its head says. */
    public Reply read(boolean bodyFollows) throws IOException {
        List<String> head;
        try {
            head = head();
        } catch (EOFException | SocketException ended) {
            return new Reply(0, List.of(), new byte[0], false);
        }
        int status = Integer.parseInt(head.get(0).substring(9, 12));
        Reply reply = new Reply(status, head.subList(1, head.size()), new byte[0], true);
        boolean bodiless = !bodyFollows || status < 200 || status == 204 || status == 304;
        return bodiless ? reply : withBody(reply);
    }

    /** The answer's head: status line and header lines. */
    public List<String> head() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(text);
            }
            bytes.write(next);
            text = next == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
        }
        return Arrays.asList(text.strip().split("\r\n"));
    }

    private Reply withBody(Reply head) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole;
        try {
            if (head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
                whole = chunks(body);
            } else {
                String length = head.header("Content-Length");
                whole = copy(length.isEmpty() ? Long.MAX_VALUE : Long.parseLong(length), body);
            }
        } catch (IOException brokenOff) {
            whole = false;
        }
        return new Reply(head.status(), head.lines(), body.toByteArray(), whole);
    }

    private boolean chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            String line = line();
            int size = Integer.parseInt(line, 16);
            if (!copy(size, body)) {
                return false;
            }
            line();
            if (size == 0) {
                return true;
            }
        }
    }

    private boolean copy(long length, ByteArrayOutputStream to) throws IOException {
        byte[] part = new byte[1 << 16];
        long left = length;
        while (left > 0) {
            int count = in.read(part, 0, (int) Math.min(part.length, left));
            if (count < 0) {
                return false;
            }
            to.write(part, 0, count);
            left -= count;
        }
        return true;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Reads up to so many bytes, as they come; fewer at the end of the connection. */
    public int readSome(int bytesMax) throws IOException {
        return in.readNBytes(bytesMax).length;
    }

    /** Whether the other side ends the connection, with nothing more to read, within {@code millis}. */
    public boolean endsWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
            }
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
