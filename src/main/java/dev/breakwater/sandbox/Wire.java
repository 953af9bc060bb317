package dev.breakwater.sandbox;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The socket under an HTTP connection, for answers that no HTTP server would write. What is written here goes past the
 * HTTP encoder.
 *
 * <p>Threading: the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a client that is gone misses nothing
final class Wire {

    private final Channel channel;

    Wire(HttpConnection connection) {
        channel = ((ConnectionBase) connection).channel();
    }

    void write(Buffer bytes) {
        underHttp().writeAndFlush(Unpooled.wrappedBuffer(bytes.getBytes()));
    }

    /** Ends the connection once everything written is with the operating system. No HTTP/2 farewell goes out first. */
    void close(boolean reset) {
        underHttp().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (reset && channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            if (channel.isOpen()) {
                underHttp().close();
            }
        });
    }

    void writeThenClose(Buffer bytes, boolean reset) {
        if (bytes.length() > 0) {
            write(bytes);
        }
        close(reset);
    }

    /** Where what is written meets the socket and no handler any more. */
    private ChannelHandlerContext underHttp() {
        return channel.pipeline().firstContext();
    }
}
