package dev.breakwater.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The wire between an edge and a provider, which breaks after so many bytes of a request. One connection at a time is
 * what tests of it use.
 */
final class Relay implements AutoCloseable {

    private final int providerPort;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile long bytesMax = Long.MAX_VALUE;
    private volatile boolean reset;
    private final AtomicLong forwarded = new AtomicLong();

    Relay(int providerPort) {
        this.providerPort = providerPort;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::welcome);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** From now on the wire breaks, on both sides, once so many bytes of requests went through. */
    void breakAfter(long bytes, boolean byReset) {
        forwarded.set(0);
        bytesMax = bytes;
        reset = byReset;
    }

    /** The bytes of requests that went through since {@link #breakAfter}. */
    long forwarded() {
        return forwarded.get();
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket edge = door.accept();
                threads.execute(() -> serve(edge));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket edge) {
        try (edge;
                Socket provider = new Socket(InetAddress.getLoopbackAddress(), providerPort)) {
            provider.setTcpNoDelay(true);
            threads.execute(() -> pumpAnswers(provider, edge));
            pumpRequests(edge.getInputStream(), provider.getOutputStream());
            edge.setSoLinger(reset, 0);
            provider.setSoLinger(reset, 0);
        } catch (IOException broken) {
            // The other side broke first: both are closed.
        }
    }

    private void pumpRequests(InputStream from, OutputStream to) throws IOException {
        byte[] part = new byte[1 << 12];
        for (int count = from.read(part); count >= 0; count = from.read(part)) {
            int allowed = (int) Math.min(count, bytesMax - forwarded.get());
            to.write(part, 0, allowed);
            if (forwarded.addAndGet(allowed) == bytesMax) {
                return;
            }
        }
    }

    private static void pumpAnswers(Socket provider, Socket edge) {
        try (provider;
                edge) {
            provider.getInputStream().transferTo(edge.getOutputStream());
        } catch (IOException broken) {
            // The other side broke first: both are closed.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
