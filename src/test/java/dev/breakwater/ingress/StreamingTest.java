package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import dev.breakwater.sandbox.RunningSandbox;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Large answers pass in constant memory, no faster than they are read, and end at the provider when nobody reads them.
 */
class StreamingTest {

    private static final int MIB = 1 << 20;
    private static final long LARGE = 200L * MIB;
    private static final int SOCKET_BUFFERS = 16 * MIB; // of four sockets on the loopback, at their largest

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20));
    }

    private static Edge edge(String url) {
        return Edge.start(
                "p: { base-url: \"%s\", contract: none, attempt-timeout: 20s, deadline: 30s }".formatted(url));
    }

    private static Caller reader(Edge edge) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", edge.port()));
        return new Caller(socket);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long usedOutsideHeap() {
        return io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    @Test
    void a_large_download_in_constant_memory() throws IOException {
        try (RunningSandbox sandbox = new RunningSandbox();
                Edge edge = edge(sandbox.url());
                Caller caller = reader(edge)) {
            caller.send(Caller.get("/p/v1/bytes/" + LARGE)).head();
            long heapBefore = usedHeap();
            long outsideBefore = usedOutsideHeap();
            long heapMost = 0;
            long read = 0;
            for (int i = 0; i < 4; i++) {
                read += caller.readSome((int) (LARGE / 4));
                heapMost = Math.max(heapMost, usedHeap());
            }
            assertThat(read).isEqualTo(LARGE);
            assertThat(heapMost - heapBefore).isLessThan(32 * MIB);
            assertThat(usedOutsideHeap() - outsideBefore).isLessThan(32 * MIB);
            assertThat(caller.send(Caller.get("/p/v1/ping")).read().status()).isEqualTo(200);
            soon().until(() -> edge.provider("p").bulkhead().inFlight() == 0);
        }
    }

    /** A provider that counts what it could write of an answer that is as long as {@code LARGE}. */
    private static RawProvider counting(AtomicLong written) throws IOException {
        return new RawProvider().answer((sent, socket) -> {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            byte[] part = new byte[1 << 16];
            for (long left = LARGE; left > 0; left -= part.length) {
                out.write(part);
                written.addAndGet(part.length);
            }
        });
    }

    @Test
    void a_slow_reader_slows_the_provider() throws IOException {
        AtomicLong written = new AtomicLong();
        try (RawProvider provider = counting(written);
                Edge edge = edge(provider.url());
                Caller caller = reader(edge)) {
            caller.send(Caller.get("/p/x")).head();
            long read = 0;
            for (int i = 0; i < 3; i++) {
                long stalled = untilItStands(written);
                assertThat(stalled - read).as("between provider and reader").isLessThan(SOCKET_BUFFERS);
                read += caller.readSome(40 * MIB);
            }
            read += caller.readSome((int) (LARGE - read));
            assertThat(read).isEqualTo(LARGE);
            assertThat(written).hasValue(LARGE);
        }
    }

    /** What is written once nothing more has been for a while. */
    private static long untilItStands(AtomicLong written) {
        AtomicLong last = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(400))
                .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
        return written.get();
    }

    @Test
    void a_client_that_leaves_midway_ends_it_at_the_provider() throws IOException {
        AtomicLong written = new AtomicLong();
        try (RawProvider provider = counting(written);
                Edge edge = edge(provider.url())) {
            for (boolean reset : new boolean[] {false, true}) {
                try (Caller caller = reader(edge)) {
                    caller.send(Caller.get("/p/x")).head();
                    caller.readSome(10 * MIB);
                    assertThat(edge.provider("p").bulkhead().inFlight()).isEqualTo(1);
                    caller.socket().setSoLinger(reset, 0);
                }
                soon().until(() -> edge.provider("p").bulkhead().inFlight() == 0);
                soon().until(() -> provider.open() == 0);
            }
            assertThat(written.get()).isLessThan(LARGE);
        }
    }

    @Test
    void a_client_that_leaves_while_it_is_not_reading_ends_it_too() throws IOException {
        AtomicLong written = new AtomicLong();
        try (RawProvider provider = counting(written);
                Edge edge = edge(provider.url())) {
            try (Caller caller = reader(edge)) {
                caller.send(Caller.get("/p/x")).head();
                untilItStands(written);
                assertThat(edge.provider("p").bulkhead().inFlight()).isEqualTo(1);
            }
            soon().until(() -> edge.provider("p").bulkhead().inFlight() == 0);
            soon().until(() -> provider.open() == 0);
        }
    }
}
