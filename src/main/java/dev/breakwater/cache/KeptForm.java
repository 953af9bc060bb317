package dev.breakwater.cache;

import dev.breakwater.exchange.StoredAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What is kept as bytes, before encryption; the first one is the form's version, the second says what it is. */
final class KeptForm {

    private static final byte VERSION = 1;
    private static final byte ANSWER = 'a';
    private static final byte CHOICE = 'c';
    private static final int HEAD = 2;

    private KeptForm() {}

    static byte[] of(Kept one) {
        if (one instanceof CachedAnswer answer) {
            StoredAnswer stored = new StoredAnswer(
                    answer.status(),
                    answer.reason(),
                    answer.headers().entries(),
                    answer.body().getBytes());
            return with(ANSWER, stored.toBytes());
        }
        List<String> names = ((Kept.Choice) one).vary().names();
        return with(CHOICE, String.join(",", names).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads it again; an answer has no lifetime yet.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    static Kept read(byte[] bytes, CacheKey key, long begunNanos, long bornNanos) {
        if (bytes.length < HEAD || bytes[0] != VERSION) {
            throw new IllegalArgumentException("a cached answer of another version");
        }
        byte[] rest = Arrays.copyOfRange(bytes, HEAD, bytes.length);
        if (bytes[1] == CHOICE) {
            List<String> names = List.of(new String(rest, StandardCharsets.UTF_8).split(",", -1));
            return new Kept.Choice(key, new Vary(names), begunNanos);
        }
        StoredAnswer stored = StoredAnswer.fromBytes(rest);
        return new CachedAnswer(
                key,
                stored.status(),
                stored.reason(),
                stored.toAnswer(HttpHeaders.headers()).headers(),
                Buffer.buffer(stored.body()),
                new Lifetime(Duration.ZERO, Duration.ZERO, Duration.ZERO, true),
                begunNanos,
                bornNanos);
    }

    private static byte[] with(byte what, byte[] rest) {
        byte[] all = new byte[HEAD + rest.length];
        all[0] = VERSION;
        all[1] = what;
        System.arraycopy(rest, 0, all, HEAD, rest.length);
        return all;
    }
}
