package dev.breakwater.sandbox.api;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One request as the payment API sees it: its whole body is here.
 *
 * @param query what follows the question mark, without it; empty if there is none
 * @param requestId the sandbox's own name for this request, sent back as {@code Request-Id}
 */
public record Call(String method, String path, String query, MultiMap headers, Buffer body, String requestId) {

    /** The idempotency key; only a POST has one, whatever the header says. */
    public Optional<String> idempotencyKey() {
        return method.equals("POST") ? header("Idempotency-Key") : Optional.empty();
    }

    public String bodySha256() {
        return sha256(body.getBytes());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    /** The parameters: of the query for a GET or DELETE, else of the form in the body. */
    Form form() {
        return Form.parse(method.equals("POST") ? body.toString(StandardCharsets.UTF_8) : query);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
