package dev.breakwater.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks whether a Redis listens somewhere. */
final class RedisPing {

    private static final int WAIT_MILLIS_MAX = 500;

    private RedisPing() {}

    /** True if a Redis says anything to a PING, even that it wants a password. */
    static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), WAIT_MILLIS_MAX);
            socket.setSoTimeout(WAIT_MILLIS_MAX);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String said = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return said.startsWith("+PONG") || said.startsWith("-NOAU") || said.startsWith("-LOAD");
        } catch (IOException e) {
            return false;
        }
    }
}
