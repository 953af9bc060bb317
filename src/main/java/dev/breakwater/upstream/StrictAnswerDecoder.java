package dev.breakwater.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/**
 * The HTTP/1.1 decoder of Netty, with what it tolerates in an answer refused: what {@link HeadScanner} finds, transfer
 * codings other than chunked, and bytes that nobody asked for, which could be taken for the answer to somebody else's
 * request. Interim answers (1xx) are dropped: they decide nothing.
 *
 * <p>Threading: for the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows a closing
final class StrictAnswerDecoder extends HttpResponseDecoder {

    private static final String CODEC = "codec"; // as Vert.x names it; HostileProviderTest sees that it still does
    private static final int SWITCHING_PROTOCOLS = 101;

    private final HeadScanner scanner = new HeadScanner(new StatusLine());
    private boolean asked;
    private boolean headAsked;
    private boolean inHead = true;
    private boolean refused;
    private int ahead; // bytes that the scanner has seen and Netty has not consumed

    private StrictAnswerDecoder(HttpClientOptions options) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(options.getMaxInitialLineLength())
                .setMaxHeaderSize(options.getMaxHeaderSize())
                .setMaxChunkSize(options.getMaxChunkSize()));
    }

    /** Puts it in the place of the decoder that Vert.x made for {@code connection}, if that speaks HTTP/1.1. */
    static void apply(HttpConnection connection, HttpClientOptions options) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get(CODEC) != null) {
            StrictAnswerDecoder decoder = new StrictAnswerDecoder(options);
            pipeline.replace(CODEC, CODEC, new CombinedChannelDuplexHandler<>(decoder, new Asking(decoder)));
        }
    }

    /** Tells the decoder what was asked: one request at a time, since nothing is pipelined. */
    private static final class Asking extends HttpRequestEncoder {

        private final StrictAnswerDecoder decoder;

        Asking(StrictAnswerDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (message instanceof HttpRequest request) {
                decoder.asked = true;
                decoder.headAsked = request.method().equals(HttpMethod.HEAD);
            }
            super.write(context, message, promise);
        }
    }

    /** With the headers in the form that Vert.x reads without copying. */
    @Override
    protected HttpMessage createMessage(String[] statusLine) {
        return new DefaultHttpResponse(
                HttpVersion.valueOf(statusLine[0]),
                HttpResponseStatus.valueOf(Integer.parseInt(statusLine[1]), statusLine[2]),
                HeadersMultiMap.httpHeaders());
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return headAsked || super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!asked) {
            refused = true;
            context.close();
            return;
        }
        if (inHead) {
            scan(in);
        }
        int before = in.readableBytes();
        int given = out.size();
        super.decode(context, in, out);
        ahead = Math.max(0, ahead - (before - in.readableBytes()));
        follow(context, in, out, given);
    }

    private void scan(ByteBuf in) {
        int from = in.readerIndex() + ahead;
        ahead += scanner.scan(in, from, in.writerIndex());
        if (scanner.fault() != null) {
            refuse("the answer's head holds " + scanner.fault());
        }
    }

    private void follow(ChannelHandlerContext context, ByteBuf in, List<Object> out, int from) {
        boolean interim = false;
        for (int i = from; i < out.size(); i++) {
            if (out.get(i) instanceof HttpResponse response) {
                inHead = false;
                interim = isInterim(response);
                checkCoding(response);
            }
            if (out.get(i) instanceof LastHttpContent) {
                inHead = true;
                ahead = 0;
                scanner.reset();
                asked = interim;
            }
        }
        if (interim) {
            out.subList(from, out.size()).clear();
        } else if (!asked && in.isReadable()) {
            endWithSurplus(context, out);
        }
    }

    /** The answer is good; what follows it is not, and the connection must not be used for another request. */
    private void endWithSurplus(ChannelHandlerContext context, List<Object> out) {
        refused = true;
        List<Object> answer = List.copyOf(out);
        out.clear();
        answer.forEach(context::fireChannelRead);
        context.close();
    }

    private static boolean isInterim(HttpResponse response) {
        return response.decoderResult().isSuccess()
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != SWITCHING_PROTOCOLS;
    }

    /** Transfer-Encoding is not passed on, so that a body in another coding would arrive as if it had none. */
    private void checkCoding(HttpResponse response) {
        List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
            refuse("the answer has a Transfer-Encoding that is not one, single chunked");
        }
    }

    private void refuse(String why) {
        refused = true;
        throw new DecoderException(why);
    }
}
