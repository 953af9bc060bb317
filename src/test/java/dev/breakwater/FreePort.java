package dev.breakwater;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of this machine for what must be told its port before it listens: none is given twice by a process. They are
 * below those that systems choose from by themselves (Linux: 32768 and up), so that no connection that goes out, and no
 * server that asks for any port, takes one in the meantime. Processes that run beside each other begin at different
 * ones. Safe for any thread.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int COUNT = 20_000;
    private static final AtomicInteger TAKEN =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 997 % COUNT));

    private FreePort() {}

    /** One that nobody listens at now. */
    public static int take() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(TAKEN.getAndIncrement(), COUNT);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException used) {
                continue;
            }
        }
        throw new IllegalStateException("all of " + COUNT + " ports from " + FIRST + " are used");
    }
}
