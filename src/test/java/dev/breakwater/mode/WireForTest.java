package dev.breakwater.mode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The wire between one replica and the store, which can be cut and mended. */
final class WireForTest implements AutoCloseable {

    private final int target;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    WireForTest(int target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        threads.execute(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    void cut() {
        cut = true;
        open.forEach(WireForTest::close);
        open.clear();
    }

    void mend() {
        cut = false;
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                if (cut) {
                    near.close();
                    continue;
                }
                Socket far = new Socket("127.0.0.1", target);
                open.addAll(List.of(near, far));
                threads.execute(() -> pump(near, far));
                threads.execute(() -> pump(far, near));
            } catch (IOException closed) {
                // the door was closed, which ends the loop, or the store is not there
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            to.setTcpNoDelay(true);
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // both are closed
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // it is what was wanted
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        cut();
        threads.shutdownNow();
    }
}
