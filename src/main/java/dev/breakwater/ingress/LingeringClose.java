package dev.breakwater.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client may still be sending. A connection that is closed with unread bytes is reset, and the
 * client may then never see the last answer: so our side ends first, and what still comes is dropped, up to a bound and
 * for a short time. None of it is read as a request (RFC 9112 section 9.6).
 *
 * <p>Threading: for the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows a closing
final class LingeringClose extends ChannelDuplexHandler {

    private static final int DROPPED_MAX = 1 << 20; // bytes
    private static final int LINGER_MILLIS = 1_000; // some round trips

    private boolean last;
    private boolean lingering;
    private long dropped;

    /** The answer that is written now is the last one: nothing more that comes is read as a request. */
    void last() {
        last = true;
    }

    /** Whether nothing more is read as a request. */
    boolean isLast() {
        return last;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!last) {
            context.fireChannelRead(message);
            return;
        }
        dropped += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (dropped > DROPPED_MAX) {
            context.close();
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!last || lingering || dropped > DROPPED_MAX) {
            context.close(promise);
            return;
        }
        lingering = true;
        context.channel().config().setAutoRead(true);
        endOurSide(context);
        context.executor().schedule(() -> context.close(promise), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void endOurSide(ChannelHandlerContext context) {
        SslHandler ssl = context.pipeline().get(SslHandler.class);
        if (ssl != null) {
            ssl.closeOutbound();
        } else if (context.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
