package dev.breakwater.load.suite;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The writes that clients mean to make: each with a key of its own, which its body repeats as the business reference.
 *
 * <p>Threading: safe for any thread.
 */
final class Writes {

    private final String prefix;
    private final AtomicInteger next = new AtomicInteger();

    Writes(String prefix) {
        this.prefix = prefix;
    }

    /** A write of {@code kind}; a refund is one of {@code payment}. */
    Write of(Kind kind, String payment) {
        String key = prefix + next.incrementAndGet();
        return switch (kind) {
            case PAYMENT, HERD -> payment(key, 100 + ThreadLocalRandom.current().nextInt(9900));
            case REFUND ->
                new Write(
                        key,
                        payment,
                        "payment_intent=" + payment + "&amount="
                                + (1 + ThreadLocalRandom.current().nextInt(50)) + "&metadata[reference]=" + key);
            case OTHER ->
                new Write(
                        key,
                        null,
                        "{\"amount\":{\"currency\":\"EUR\",\"value\":1000},\"merchantAccount\":\"Load\",\"reference\":\""
                                + key + "\"}");
            case READ -> throw new IllegalArgumentException("a read is no write");
        };
    }

    /** A payment that is large enough for all refunds of a run. */
    Write large() {
        return payment(prefix + next.incrementAndGet(), 99_000_000);
    }

    private static Write payment(String key, int amount) {
        return new Write(
                key,
                null,
                "amount=" + amount + "&currency=eur&confirm=true&payment_method=pm_card_visa&metadata[reference]="
                        + key);
    }

    /**
     * @param key the idempotency key
     * @param lane the ordering key; null if it has none
     */
    record Write(String key, @Nullable String lane, String body) {

        /** The SHA-256 of the body, as the provider's ledger has it. */
        String payload() {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }
    }
}
