package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Policy;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.StreamResetException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on the wire, from asking for a connection to the last byte of the answer. It notes the {@link WirePhase},
 * and ends exactly once, with an {@link Outcome}; whatever else arrives afterwards is ignored.
 *
 * <p>Threading: for the exchange's event loop.
 */
final class UpstreamCall {

    private static final Set<String> ALWAYS_WITH_LENGTH = Set.of("POST", "PUT", "PATCH");
    private static final long HTTP2_CANCEL = 0x8;
    private static final long HTTP2_REFUSED_STREAM = 0x7; // RFC 9113 section 8.7: "not processed in any way"

    private final Vertx vertx;
    private final Exchange exchange;
    private final Contract contract;
    private final Policy policy;
    private final Promise<Outcome> ended = Promise.promise();

    private WirePhase phase = WirePhase.CONNECTING;
    private boolean over;
    private @Nullable HttpClientRequest request;
    private @Nullable AnswerHead head;
    private @Nullable Buffer held;

    UpstreamCall(Vertx vertx, Exchange exchange, Contract contract, Policy policy) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.contract = contract;
        this.policy = policy;
    }

    void start(Future<HttpClientRequest> opened) {
        opened.onComplete(this::connected);
    }

    /** What came of it; never fails. */
    Future<Outcome> outcome() {
        return ended.future();
    }

    /** How far it has come. */
    WirePhase phase() {
        return phase;
    }

    /** The attempt has used up its time. */
    void timedOut() {
        breakOff(Doubt.TIMEOUT, "no complete answer within the time of an attempt");
    }

    /** No connection came about in time. */
    void connectTimedOut() {
        if (phase == WirePhase.CONNECTING) {
            breakOff(Doubt.TIMEOUT, "no connection within the connect timeout");
        }
    }

    /** Nobody waits for the answer any more. */
    void abandon() {
        breakOff(Doubt.ABANDONED, "the client went away");
    }

    private void connected(AsyncResult<HttpClientRequest> opened) {
        if (over) {
            if (opened.succeeded()) {
                opened.result().exceptionHandler(reset -> {}).reset(HTTP2_CANCEL);
            }
            return;
        }
        if (opened.failed()) {
            broken(Doubt.CUT, opened.cause());
            return;
        }
        HttpClientRequest ready = opened.result();
        request = ready;
        phase = WirePhase.SENT;
        ready.exceptionHandler(cause -> broken(Doubt.CUT, cause));
        ready.response().onComplete(this::answering);
        Buffer body = exchange.body();
        if (body.length() > 0) {
            ready.end(body);
        } else {
            if (ALWAYS_WITH_LENGTH.contains(exchange.method())) {
                ready.putHeader("content-length", "0");
            }
            ready.end();
        }
    }

    private void answering(AsyncResult<HttpClientResponse> answer) {
        if (over) {
            return;
        }
        if (answer.failed()) {
            broken(Doubt.CUT, answer.cause());
            return;
        }
        HttpClientResponse response = answer.result();
        phase = WirePhase.HEAD_SEEN;
        response.exceptionHandler(cause -> broken(Doubt.CUT, cause));
        try {
            head = AnswerHead.of(response, exchange.method(), policy.limits().answerMax());
        } catch (InvalidAnswer invalid) {
            breakOff(Doubt.INVALID_ANSWER, invalid.why());
            return;
        }
        response.handler(this::received);
        response.endHandler(end -> complete());
    }

    private void received(Buffer part) {
        if (over) {
            return;
        }
        held = held == null ? part : held.appendBuffer(part);
        if (held.length() > policy.limits().answerHeld()) {
            passOn();
        }
    }

    private void complete() {
        if (over || head == null) {
            return;
        }
        if (head.endsWithConnection()) {
            breakOff(Doubt.CUT, "the answer has no length, so that its end looks like a broken connection");
            return;
        }
        phase = WirePhase.COMPLETE;
        end(verdict(head.answer(body(), null)));
    }

    /** The answer is larger than what is held: from here on it is passed on as it comes. */
    private void passOn() {
        AnswerHead begun = head;
        HttpClientRequest sent = request;
        if (begun == null || sent == null) {
            return;
        }
        AnswerTail tail = new AnswerTail(vertx, sent, begun, body().length(), policy);
        phase = WirePhase.COMPLETE; // as to the status; how it ends, the tail tells
        end(verdict(begun.answer(body(), tail)));
    }

    private Outcome verdict(Answer answer) {
        switch (OutcomeClassifier.classify(phase, answer.status(), contract)) {
            case REFUSED:
                return new Refused(Refusal.BY_PROVIDER, RetryAfter.of(answer.headers()), answer);
            case UNKNOWN:
                return new Unknown(Doubt.AMBIGUOUS_STATUS, "the provider answered " + answer.status(), answer);
            default:
                return new Answered(answer);
        }
    }

    private void broken(Doubt otherwise, Throwable cause) {
        boolean refusedStream = phase == WirePhase.SENT // an answer that has begun belies it
                && cause instanceof StreamResetException reset
                && reset.getCode() == HTTP2_REFUSED_STREAM;
        if (refusedStream && !over) {
            end(new NotReached("the provider refused the stream"));
            return;
        }
        boolean invalid = cause instanceof DecoderException || cause instanceof IllegalArgumentException;
        breakOff(invalid ? Doubt.INVALID_ANSWER : otherwise, describe(cause));
    }

    /** Ends the attempt without a complete answer and drops its connection. */
    private void breakOff(Doubt doubt, String why) {
        if (over) {
            return;
        }
        Outcome outcome = OutcomeClassifier.classify(phase, 0, contract) == OutcomeClassifier.Verdict.NOT_REACHED
                ? new NotReached(why)
                : new Unknown(doubt, why, null);
        over = true; // what the reset sets off must not count as another end
        if (request != null) {
            request.reset(HTTP2_CANCEL);
        }
        ended.complete(outcome);
    }

    private void end(Outcome outcome) {
        over = true;
        ended.complete(outcome);
    }

    private Buffer body() {
        return held == null ? Buffer.buffer(0) : held;
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
