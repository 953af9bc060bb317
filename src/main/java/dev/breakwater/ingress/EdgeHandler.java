package dev.breakwater.ingress;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemPages;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.fallback.WriteJson;
import dev.breakwater.pipeline.RequestPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes an exchange of each request that arrives at one event loop and hands it to the pipeline.
 *
 * <p>Threading: for its event loop.
 */
final class EdgeHandler {

    private static final Logger LOG = Logger.getLogger(EdgeHandler.class);
    private static final String OURS = "/-/";

    private final Vertx vertx;
    private final RequestPipeline pipeline;
    private final IngressSettings settings;
    private final Bodies bodies;
    private final ProblemPages pages;
    private final @Nullable WritesHandler writes;
    private final Ticker ticker;
    private final Leaving leaving;

    /** @param writes null if there is no store */
    EdgeHandler(
            Vertx vertx,
            RequestPipeline pipeline,
            IngressSettings settings,
            Bodies bodies,
            ProblemPages pages,
            @Nullable WritesHandler writes,
            Ticker ticker,
            Leaving leaving) {
        this.vertx = vertx;
        this.pipeline = pipeline;
        this.settings = settings;
        this.bodies = bodies;
        this.pages = pages;
        this.writes = writes;
        this.ticker = ticker;
        this.leaving = leaving;
    }

    void handle(HttpServerRequest request) {
        leaving.arrived(request);
        if (BodyReader.isExpected(request)) {
            request.pause();
        }
        Problem malformed = HeadRules.check(request);
        if (malformed != null) {
            turnAway(request, malformed);
        } else if (request.uri().startsWith(OURS)) {
            own(request);
        } else {
            exchange(request);
        }
    }

    private void exchange(HttpServerRequest request) {
        Target target = Target.of(request.uri(), TargetRules.special(request.uri()));
        Exchange exchange = new Exchange(request.method().name(), target, request.headers(), ticker.nanos());
        BodyReader body =
                new BodyReader(request, vertx, ticker, settings.times().body(), bodies);
        HttpServerResponse response = request.response();
        response.closeHandler(closed -> exchange.clientWent());
        response.exceptionHandler(reset -> exchange.clientWent());
        leaving.waitFor(pipeline.handle(exchange, body).onSuccess(ending -> {
            body.release();
            Answer answer = ending.answer();
            if (answer != null && answer.tail() != null) {
                leaving.waitFor(answer.tail().over());
            }
            answer(request, exchange, ending);
        }));
    }

    /** An answer that cannot be written must not leave its client waiting. */
    private static void answer(HttpServerRequest request, Exchange exchange, Ending ending) {
        try {
            AnswerWriter.write(request, exchange, ending);
        } catch (RuntimeException bug) {
            LOG.errorf(
                    bug,
                    "an answer could not be written: client=%s outcome=%s trace_id=%s",
                    exchange.clientName(),
                    ending.outcome(),
                    exchange.trace().id());
            if (ending.answer() != null) {
                ending.answer().abandon("it could not be passed on");
            }
            request.connection().close();
        }
    }

    /** What is below {@code /-/} is ours: queued writes, and the pages of the problem types. */
    private void own(HttpServerRequest request) {
        String path = request.uri().split("\\?", 2)[0];
        if (writes != null && path.startsWith(WriteJson.PLACE)) {
            leaving.waitFor(writes.handle(request, path));
            return;
        }
        String page =
                path.startsWith(ProblemPages.PATH) ? pages.page(path.substring(ProblemPages.PATH.length())) : null;
        boolean read = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        if (page == null) {
            AnswerWriter.write(
                    request,
                    Problem.ofRequest(ProblemType.NOT_FOUND, "Nothing of ours is at this address."),
                    null,
                    null,
                    null);
        } else if (!read) {
            AnswerWriter.write(
                    request,
                    Problem.ofRequest(ProblemType.METHOD_NOT_ALLOWED, "This page takes GET, HEAD.")
                            .with("Allow", "GET, HEAD"),
                    null,
                    null,
                    null);
        } else {
            HttpServerResponse response = request.response();
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/markdown; charset=utf-8");
            Farewell.after(request, response, Buffer.buffer(page));
        }
    }

    /** What could not be parsed; the connection is of no use afterwards, and Vert.x closes it behind the answer. */
    void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem;
        if (cause instanceof HeadFault fault) {
            problem = Problem.ofRequest(fault.type(), "The head holds " + fault.getMessage() + ".");
        } else if (cause instanceof TooLongHttpLineException) {
            problem = Problem.ofRequest(ProblemType.TARGET_TOO_LONG, "Send a shorter request line.");
        } else if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            problem = Problem.ofRequest(ProblemType.HEAD_TOO_LARGE, "Send fewer or shorter headers.");
        } else {
            problem =
                    Problem.ofRequest(ProblemType.MALFORMED_REQUEST, "The head cannot be read: " + reason(cause) + ".");
        }
        request.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        turnAway(request, problem);
    }

    private void turnAway(HttpServerRequest request, Problem problem) {
        pipeline.turnedAway(problem);
        AnswerWriter.write(request, problem, null, null, null);
    }

    private static String reason(Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null || message.length() > 80 ? "it breaks the rules of HTTP" : message;
    }
}
