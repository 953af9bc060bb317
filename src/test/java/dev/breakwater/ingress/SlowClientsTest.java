package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import dev.breakwater.sandbox.RunningSandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three hundred clients that are slow on purpose: others are served meanwhile, and each slow one ends by its deadline
 * and leaves nothing held. That no connection stays held shows in that as many again are taken: the edge takes 310 at
 * most.
 */
class SlowClientsTest {

    private static final int SLOW = 300;
    // of each socket on a large answer's way: else three hundred of them use up what the machine has for all sockets
    private static final int SOCKET_BUFFER = 32 << 10; // bytes
    private static final byte[] PART = new byte[4 << 10];
    private static final int LARGE = 4 << 20; // more than the sockets on its way take
    private static final Duration PROMPT =
            Duration.ofMillis(2_500); // short of every deadline, and far from what a loaded machine needs

    private RunningSandbox sandbox;
    private RawProvider large;
    private Edge edge;
    private final List<Caller> callers = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        sandbox = new RunningSandbox();
        large = new RawProvider(new ServerSocket(0, SLOW, InetAddress.getLoopbackAddress())).answer((sent, socket) -> {
            socket.setSendBufferSize(SOCKET_BUFFER);
            RawProvider.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            for (int left = LARGE; left > 0; left -= PART.length) {
                socket.getOutputStream().write(PART);
            }
        });
    }

    /** An edge whose attempts and idle connections last at most so long, warm. */
    private void open(int attemptSeconds, int idleSeconds) throws IOException {
        edge = Edge.start(
                """
                ingress:
                  tls-configuration-name: small-buffers
                  head-timeout: 3s
                  body-timeout: 3s
                  idle-timeout: %ds
                  connections-max: 310
                  bodies-max: 400KiB
                """.formatted(idleSeconds),
                """
                stripe:
                  base-url: %s
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_1 }
                  connect-timeout: 4s
                  attempt-timeout: %2$ds
                  deadline: %2$ds
                  bulkhead: 310
                  breaker: { enabled: false }
                large:
                  base-url: %3$s
                  contract: none
                  connect-timeout: 6s
                  attempt-timeout: %2$ds
                  deadline: %2$ds
                  bulkhead: 310
                  answer-held: 16KiB
                  breaker: { enabled: false }
                  tls-configuration-name: small-buffers
                """.formatted(sandbox.url(), attemptSeconds, large.url()),
                options -> options.setReceiveBufferSize(SOCKET_BUFFER),
                options -> options.setSsl(false).setUseAlpn(false).setSendBufferSize(SOCKET_BUFFER));
        try (Caller first = new Caller(edge.port())) {
            first.send(Caller.get("/large/x")).read();
            first.send(Caller.get("/stripe/v1/ping")).read();
            first.send(Caller.get("/nobody")).read();
        }
    }

    /** Ends the lingering of connections whose last answer has been read. */
    private void hangUp() throws IOException {
        for (Caller caller : callers) {
            caller.close();
        }
        callers.clear();
    }

    @AfterEach
    void stop() throws IOException {
        hangUp();
        if (edge != null) {
            edge.close();
        }
        large.close();
        sandbox.close();
    }

    private static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(50));
    }

    private Caller caller(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress("127.0.0.1", edge.port()));
        Caller caller = new Caller(socket);
        callers.add(caller);
        return caller;
    }

    private void slowOnes(String bytes) throws IOException {
        for (int i = 0; i < SLOW; i++) {
            caller(4 << 10).send(bytes);
        }
    }

    private void assertOthersAreServedPromptly() throws IOException {
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            try (Caller other = new Caller(edge.port())) {
                Reply reply = other.send(
                                Caller.request("POST", "/stripe/v1/payment_intents", RunningSandbox.payForm(500)))
                        .read();
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PROMPT);
        }
    }

    private void assertAsManyAreTakenAgain() {
        within(5).untilAsserted(() -> {
            List<Caller> again = new ArrayList<>();
            try {
                for (int i = 0; i < SLOW; i++) {
                    again.add(new Caller(edge.port()));
                }
                for (Caller caller : again) {
                    assertThat(caller.send(Caller.get("/stripe/v1/ping")).read().status())
                            .isEqualTo(200);
                }
            } finally {
                for (Caller caller : again) {
                    caller.close();
                }
            }
        });
        assertThat(edge.provider("stripe").bulkhead().inFlight()).isZero();
    }

    private void assertAllEnd(int millis) throws IOException {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (Caller caller : callers) {
            int left = (int) Duration.ofNanos(until - System.nanoTime()).toMillis();
            assertThat(caller.endsWithin(Math.max(1, left))).as("ended in time").isTrue();
        }
    }

    @Test
    void slow_heads() throws IOException {
        open(6, 60);
        slowOnes("GET /stripe/v1/ping HTTP/1.1\r\nHost: x\r\nX-A: ");
        assertOthersAreServedPromptly();
        for (int i = 0; i < 5; i++) {
            for (Caller caller : callers) {
                caller.sendIfTaken("a");
            }
        }
        assertAllEnd(7_000);
        assertAsManyAreTakenAgain();
    }

    @Test
    void slow_bodies() throws IOException {
        open(6, 60);
        slowOnes(Caller.request("POST", "/stripe/v1/refunds", "", "Content-Length: 2000") + "a=" + "b".repeat(900));
        assertOthersAreServedPromptly();
        for (Caller caller : callers) {
            assertThat(caller.sendIfTaken("c").read().status()).isEqualTo(408);
        }
        assertAllEnd(3_000);
        hangUp();
        slowOnes(Caller.request("POST", "/stripe/v1/refunds", "", "Content-Length: 2000") + "a=" + "b".repeat(900));
        for (Caller caller : callers) {
            assertThat(caller.read().status())
                    .as("there is room for the bytes of as many again")
                    .isEqualTo(408);
        }
        assertAllEnd(3_000);
        hangUp();
        assertAsManyAreTakenAgain();
        assertThat(sandbox.ledger()).allMatch(entry -> !entry.toString().contains("refund"));
    }

    @Test
    void slow_bodies_of_strangers() throws IOException {
        open(6, 60);
        slowOnes(Caller.request("POST", "/stripe/v1/refunds", "", "Content-Length: 2000")
                        .replace("k-1", "k-2") + "a=b");
        assertOthersAreServedPromptly();
        for (Caller caller : callers) {
            assertThat(caller.sendIfTaken("c").read().status()).isEqualTo(401);
        }
        assertAllEnd(3_000);
        hangUp();
        assertAsManyAreTakenAgain();
    }

    @Test
    void slow_readers() throws IOException {
        open(6, 60);
        slowOnes(Caller.get("/large/x"));
        within(8).until(() -> edge.provider("large").bulkhead().inFlight() == SLOW);
        assertOthersAreServedPromptly();
        assertThat(edge.provider("large").bulkhead().inFlight())
                .as("slow ones meanwhile")
                .isEqualTo(SLOW);
        within(30).until(() -> edge.provider("large").bulkhead().inFlight() == 0);
        within(5).until(() -> large.open() == 0);
        assertAsManyAreTakenAgain();
        for (Caller caller : callers.subList(0, 20)) {
            Reply reply = caller.read();
            assertThat(reply.whole()).as("half an answer looks whole").isFalse();
        }
    }

    @Test
    void readers_that_never_read_a_short_answer() throws IOException {
        open(6, 60);
        slowOnes(Caller.get("/stripe/v1/bytes/200000"));
        within(10).until(() -> sandbox.total().getLong("answered") >= SLOW);
        within(5).until(() -> edge.provider("stripe").bulkhead().inFlight() == 0);
        assertOthersAreServedPromptly();
        assertThat(callers).hasSize(SLOW);
    }

    @Test
    void clients_that_connect_and_say_nothing() throws IOException {
        open(2, 7);
        slowOnes("");
        assertOthersAreServedPromptly();
        assertAllEnd(13_000);
        assertAsManyAreTakenAgain();
    }

    @Test
    void clients_that_connect_and_reset() throws IOException {
        open(6, 60);
        for (int i = 0; i < 1_000; i++) {
            Socket socket = new Socket("127.0.0.1", edge.port());
            socket.setSoLinger(true, 0);
            socket.close();
        }
        within(5).untilAsserted(this::assertOthersAreServedPromptly);
        assertAsManyAreTakenAgain();
    }
}
