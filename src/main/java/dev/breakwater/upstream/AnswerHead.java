package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Tail;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer that has been checked: final status, acceptable headers, a length within bounds.
 *
 * @param response what the client library gave
 * @param headers end-to-end headers, which are ours alone
 * @param length the body's declared length; -1 if none is declared
 * @param endsWithConnection whether only the end of the connection ends the body
 */
record AnswerHead(HttpClientResponse response, MultiMap headers, long length, boolean endsWithConnection) {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final char DELETE = 0x7f;

    static AnswerHead of(HttpClientResponse response, String method, long lengthMax) throws InvalidAnswer {
        int status = response.statusCode();
        if (status < FIRST_FINAL_STATUS || status > LAST_STATUS) {
            throw new InvalidAnswer("the provider answered with the status " + status);
        }
        MultiMap received = response.headers();
        long length = length(received);
        if (length > lengthMax) {
            throw new InvalidAnswer(
                    "the answer announces " + length + " bytes; at most " + lengthMax + " are passed on");
        }
        boolean bodiless = "HEAD".equals(method) || status == NO_CONTENT || status == NOT_MODIFIED;
        boolean framed = bodiless
                || length >= 0
                || response.version() == HttpVersion.HTTP_2
                || received.contains(HttpHeaders.TRANSFER_ENCODING);
        MultiMap headers = endToEnd(received);
        if (status == NO_CONTENT) {
            headers.remove(HttpHeaders.CONTENT_LENGTH); // RFC 9110 section 8.6: none in a 204
        }
        return new AnswerHead(response, headers, length, !framed);
    }

    Answer answer(Buffer body, @Nullable Tail tail) {
        return new Answer(response.statusCode(), reason(response.statusMessage()), headers, body, tail);
    }

    /** A reason phrase means nothing to programs: one that could break the status line is left out. */
    private static String reason(@Nullable String phrase) {
        return phrase != null && phrase.chars().allMatch(c -> c >= ' ' && c < DELETE) ? phrase : "";
    }

    private static MultiMap endToEnd(MultiMap received) throws InvalidAnswer {
        if (received instanceof HeadersMultiMap ours) { // the decoder made and checked them, and nobody else reads them
            return EndToEnd.keep(ours);
        }
        try {
            return EndToEnd.copy(received, HttpHeaders.headers());
        } catch (IllegalArgumentException invalid) {
            throw new InvalidAnswer(
                    "the answer has a header that no HTTP header may be: " + invalid.getMessage(), invalid);
        }
    }

    private static long length(MultiMap headers) throws InvalidAnswer {
        String value = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (value == null) {
            return -1;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notOne) {
            throw new InvalidAnswer("the answer's Content-Length is not a number", notOne);
        }
    }
}
