package dev.breakwater.ingress;

import dev.breakwater.exchange.ProblemType;
import dev.breakwater.upstream.HeadScanner;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
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
 * The HTTP/1.1 decoder of Netty, with what it tolerates refused: what {@link HeadScanner} finds, a request line with
 * anything but single spaces in it, other versions, and any transfer coding but chunked. It looks at a head's raw bytes
 * before Netty does, and knows where heads begin from what Netty gives out, so that the two cannot disagree. A head
 * must also be whole in time.
 *
 * <p>Threading: for the connection's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-2.2">RFC 9112, sections 2.2 and 5.2</a>
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private final Duration headTimeout;
    private final LingeringClose closing;
    private final RequestLine requestLine = new RequestLine();
    private final HeadScanner scanner = new HeadScanner(requestLine);
    private boolean inHead = true;
    private int ahead; // bytes that the scanner has seen and Netty has not consumed
    private @Nullable ScheduledFuture<?> headTimer;

    StrictRequestDecoder(HttpServerOptions options, Duration headTimeout, LingeringClose closing) {
        super(options);
        this.headTimeout = headTimeout;
        this.closing = closing;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (closing.isLast()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        String fault = inHead ? scan(in) : null;
        if (fault != null) {
            in.skipBytes(in.readableBytes());
            boolean version = requestLine.isOtherVersion();
            refuse(
                    out,
                    new HeadFault(
                            version ? ProblemType.HTTP_VERSION_NOT_SUPPORTED : ProblemType.MALFORMED_REQUEST, fault));
            return;
        }
        int before = in.readableBytes();
        int given = out.size();
        super.decode(context, in, out);
        ahead = Math.max(0, ahead - (before - in.readableBytes()));
        follow(out, given);
        watch(context);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        stopTimer();
        super.handlerRemoved0(context);
    }

    private @Nullable String scan(ByteBuf in) {
        int from = in.readerIndex() + ahead;
        ahead += scanner.scan(in, from, in.writerIndex());
        return scanner.fault();
    }

    private void follow(List<Object> out, int from) {
        for (int i = from; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest request) {
                inHead = false;
                if (request.decoderResult().isFailure()) {
                    end();
                } else if (!isFramedOnce(request)) {
                    out.subList(i, out.size()).clear();
                    refuse(
                            out,
                            new HeadFault(
                                    ProblemType.MALFORMED_REQUEST,
                                    "a Transfer-Encoding that is not one, single chunked"));
                }
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
                ahead = 0;
                scanner.reset();
            }
        }
    }

    /**
     * Netty reads any coding whose last is chunked, and others as no body at all; what is meant by them is in doubt.
     */
    private static boolean isFramedOnce(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    }

    private void refuse(List<Object> out, HeadFault fault) {
        DefaultHttpRequest bad = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
        bad.setDecoderResult(DecoderResult.failure(fault));
        out.add(bad);
        end();
    }

    /** Nothing behind a head that cannot be read is read. */
    private void end() {
        closing.last();
        stopTimer();
    }

    /** A head that has begun and is not whole must be so in time; the timer runs only for such heads. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows the closing
    private void watch(ChannelHandlerContext context) {
        boolean begun = !closing.isLast() && inHead && scanner.hasBegun();
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
