package dev.breakwater.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A wire to a server whose connections can all fall silent, as if the other end had vanished without a word. */
final class SilentWire implements AutoCloseable {

    private final int serverPort;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();

    SilentWire(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The connections that are open stay so, and carry nothing more; new ones are as usual. */
    void silence() {
        silent.addAll(open);
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(client);
                open.add(server);
                threads.execute(() -> pump(client, server));
                threads.execute(() -> pump(server, client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] part = new byte[1 << 12];
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                if (!silent.contains(from)) {
                    out.write(part, 0, count);
                }
            }
        } catch (IOException broken) {
            // The other side broke first: both are closed.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        threads.shutdownNow();
    }
}
