package dev.breakwater.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 decoder of Netty, with what it tolerates refused: folded header lines, bare CR, bare LF and NUL in a
 * head. It looks at a head's raw bytes before Netty does, and knows where heads begin from what Netty gives out, so
 * that the two cannot disagree. A head must also be whole in time.
 *
 * <p>Threading: for the connection's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-2.2">RFC 9112, sections 2.2 and 5.2</a>
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private final Duration headTimeout;
    private final HeadScanner scanner = new HeadScanner();
    private boolean inHead = true;
    private boolean refused;
    private int ahead; // bytes that the scanner has seen and Netty has not consumed
    private @Nullable ScheduledFuture<?> headTimer;

    StrictRequestDecoder(HttpServerOptions options, Duration headTimeout) {
        super(options);
        this.headTimeout = headTimeout;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && !scan(in)) {
            refuse(in, out, scanner.fault());
            return;
        }
        int before = in.readableBytes();
        int given = out.size();
        super.decode(context, in, out);
        ahead = Math.max(0, ahead - (before - in.readableBytes()));
        for (int i = given; i < out.size(); i++) {
            follow(out.get(i));
        }
        watch(context);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        stopTimer();
        super.handlerRemoved0(context);
    }

    private boolean scan(ByteBuf in) {
        int from = in.readerIndex() + ahead;
        int seen = scanner.scan(in, from, in.writerIndex());
        ahead += seen;
        return scanner.fault() == null;
    }

    private void follow(Object message) {
        if (message instanceof HttpRequest) {
            inHead = false;
        }
        if (message instanceof LastHttpContent) {
            inHead = true;
            ahead = 0;
            scanner.reset();
        }
    }

    private void refuse(ByteBuf in, List<Object> out, @Nullable String fault) {
        refused = true;
        in.skipBytes(in.readableBytes());
        DefaultHttpRequest bad = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
        bad.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault)));
        out.add(bad);
    }

    /** A head that has begun and is not whole must be so in time; the timer runs only for such heads. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows the closing
    private void watch(ChannelHandlerContext context) {
        boolean begun = inHead && scanner.hasBegun();
        if (begun && headTimer == null) {
            headTimer =
                    context.executor().schedule(() -> context.close(), headTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!begun) {
            stopTimer();
        }
    }

    private void stopTimer() {
        if (headTimer != null) {
            headTimer.cancel(false);
            headTimer = null;
        }
    }
}
