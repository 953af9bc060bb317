package dev.breakwater.sandbox.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer, whole, before it is put on a wire. Immutable, but for the buffer, which nobody writes to.
 *
 * @param filler if positive, this many bytes of filler are the body, made while they are sent, and {@code body} is
 *     empty
 * @param chunked the filler is sent in chunks, its length not announced
 */
public record Answer(int status, Map<String, String> headers, Buffer body, long filler, boolean chunked) {

    /** How much of a filler body a raw rendering holds: it is kept in memory. */
    private static final int RAW_FILLER_BYTES_MAX = 1 << 20;

    public Answer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public static Answer json(int status, JsonObject body) {
        return new Answer(status, Map.of("Content-Type", "application/json"), Buffer.buffer(body.encode()), 0, false);
    }

    public static Answer filler(long bytes) {
        return new Answer(200, Map.of("Content-Type", "application/octet-stream"), Buffer.buffer(), bytes, false);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, filler, chunked);
    }

    public Answer withFiller(long bytes, boolean inChunks) {
        return new Answer(status, headers, Buffer.buffer(), bytes, inChunks);
    }

    /** The answer as JSON, for a file; it has no filler. */
    public JsonObject json() {
        JsonObject written = new JsonObject();
        headers.forEach(written::put);
        return new JsonObject().put("status", status).put("headers", written).put("body", body.toString());
    }

    public static Answer of(JsonObject json) {
        Map<String, String> headers = new LinkedHashMap<>();
        json.getJsonObject("headers").forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        return new Answer(json.getInteger("status"), headers, Buffer.buffer(json.getString("body")), 0, false);
    }

    public long length() {
        return filler > 0 ? filler : body.length();
    }

    /** The answer's HTTP/1.1 bytes up to and including the empty line, announcing {@code contentLength}. */
    public Buffer rawHead(long contentLength) {
        Buffer head = Buffer.buffer("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
        headers.forEach((name, value) -> head.appendString(name + ": " + value + "\r\n"));
        return head.appendString("content-length: " + contentLength + "\r\n\r\n");
    }

    /** All of the answer's HTTP/1.1 bytes, exactly as a faultless answer has them. */
    public Buffer raw() {
        Buffer content = filler > 0 ? filler((int) Math.min(filler, RAW_FILLER_BYTES_MAX), 'x') : body;
        return rawHead(length()).appendBuffer(content);
    }

    /** {@code count} times the same byte. */
    public static Buffer filler(int count, char content) {
        return Buffer.buffer(String.valueOf(content).repeat(count).getBytes(StandardCharsets.US_ASCII));
    }
}
