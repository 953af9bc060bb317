package dev.breakwater.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider made of a bare socket: it keeps what it was sent, byte for byte, and answers with the bytes that it is
 * told.
 */
public final class RawProvider implements AutoCloseable {

    /** The bytes of one request. */
    public record Sent(String head, byte[] body) {

        /** The request line. */
        public String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        /** The header lines, in their order. */
        public List<String> lines() {
            List<String> all = Arrays.asList(head.split("\r\n"));
            return all.subList(1, all.size());
        }

        public List<String> all(String header) {
            return lines().stream()
                    .filter(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1))
                    .map(line -> line.substring(header.length() + 1).strip())
                    .toList();
        }
    }

    /** Answers on the socket; when it returns, the next request on that connection is read. */
    @FunctionalInterface
    public interface Script {
        void answer(Sent request, Socket socket) throws IOException;
    }

    public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Sent> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script;
    private volatile boolean closed;

    public RawProvider() throws IOException {
        this(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
    }

    /** On a socket of the test's own, such as one that speaks TLS. */
    public RawProvider(ServerSocket server) {
        this.server = server;
        answer(OK);
        daemon(this::accept);
    }

    /** From here on, every request is answered with these bytes. */
    public RawProvider answer(String latin1) {
        return answer((sent, socket) -> write(socket, latin1));
    }

    /** From here on, every request is answered with these bytes, and then the connection is closed. */
    public RawProvider answerAndClose(String latin1) {
        return answer((sent, socket) -> {
            write(socket, latin1);
            socket.close();
        });
    }

    public RawProvider answer(Script next) {
        script = next;
        requests.clear();
        return this;
    }

    public static void write(Socket socket, String latin1) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** What came since the script was set. */
    public List<Sent> requests() {
        return requests;
    }

    /** The only request since the script was set. */
    public Sent only() {
        if (requests.size() != 1) {
            throw new AssertionError("requests: " + requests);
        }
        return requests.get(0);
    }

    /** Connections ever taken. */
    public int connections() {
        return connections.get();
    }

    /** Connections that are open, as far as this side has noticed. */
    public int open() {
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                if (closed) { // it came while this thread was still to be told
                    socket.close();
                    return;
                }
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            for (Sent sent = next(socket.getInputStream()); sent != null; sent = next(socket.getInputStream())) {
                requests.add(sent);
                script.answer(sent, socket);
            }
        } catch (IOException ended) {
            // the other side hung up, or the script did
        } finally {
            open.remove(socket);
        }
    }

    private static Sent next(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            head = next == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
        }
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + 17, lower.indexOf("\r\n", at + 2)).strip());
        return new Sent(head, in.readNBytes(length));
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-provider");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
