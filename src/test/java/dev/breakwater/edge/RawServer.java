package dev.breakwater.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider of the test's own, byte by byte: to each connection's first bytes it writes one text, and then waits. */
public final class RawServer implements AutoCloseable {

    private final ServerSocket listening;
    private final String answer;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** @param answer the raw bytes in ISO 8859-1; empty to never answer */
    public RawServer(String answer) {
        try {
            this.listening = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.answer = answer;
        Thread accepting = new Thread(this::accept, "raw-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Connections that came in so far. */
    public int accepted() {
        return connections.size();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.add(socket);
                Thread serving = new Thread(() -> serve(socket), "raw-server-connection");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            byte[] some = new byte[8192];
            while (socket.getInputStream().read(some) > 0) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // the test closes what it opened
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : new ArrayList<>(connections)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
