package dev.breakwater.pipeline;

import dev.breakwater.exchange.Deadline;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.QueueWish;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.ProviderSettings.Credential;
import dev.breakwater.route.WritePolicy;
import dev.breakwater.writequeue.KeyMark;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.WriteQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A write whose body is here, with what decides whether and where it may wait.
 *
 * @param passage its exchange and route
 * @param key what is claimed for it
 * @param lane null if it is a lane of its own
 * @param unstorable why it must not be stored; null if it may
 * @param queueOn whether operators let writes wait
 * @param called whether operators let its provider be called
 */
record WriteInHand(
        Passage passage,
        KeyScope key,
        @Nullable Lane lane,
        @Nullable String unstorable,
        boolean queueOn,
        boolean called) {

    /** Between the last look at a key's age and the moment at which the provider has it: more than any pause. */
    static final Duration WINDOW_MARGIN = Duration.ofMinutes(1);

    /** By which a lease outlasts its exchange's deadline. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

    Exchange exchange() {
        return passage.exchange();
    }

    WritePolicy policy() {
        return passage.route().policy().writes();
    }

    /** Whether route, operators, client and body let it wait. */
    boolean mayWait() {
        return policy().queued() && queueOn && unstorable == null && exchange().queueWish() != QueueWish.NEVER;
    }

    /**
     * Whether it is stored before anything else is done about it: it waits in any case, or keeps its place in a lane.
     */
    boolean isStoredFirst() {
        return policy().queued() && queueOn && unstorable == null && (isToWait() || lane != null);
    }

    /** Whether it goes into the queue without being tried: the client wants it, or operators do. */
    boolean isToWait() {
        return exchange().queueWish() == QueueWish.NOW || (!called && exchange().queueWish() != QueueWish.NEVER);
    }

    WriteId id(WriteQueue queue) {
        return new WriteId(queue.partition(lane, key.hash()), key.hash());
    }

    Duration lease(Ticker ticker) {
        return Duration.ofNanos(Math.max(0, exchange().deadline().remainingNanos(ticker)))
                .plus(LEASE_MARGIN);
    }

    /** How long it has been here; no attempt of this exchange is older. */
    Duration age(Ticker ticker) {
        return Duration.ofNanos(-new Deadline(exchange().beganNanos()).remainingNanos(ticker));
    }

    /** How long the provider will surely recognise it, counted from its first sending; zero if it will not. */
    Duration keyWindow() {
        Contract contract = contract();
        KeyRule rule = contract.key();
        return rule == null || !contract.recognises(exchange().method())
                ? Duration.ZERO
                : atLeastZero(
                        rule.rememberedFor().minus(passage.route().policy().attemptTimeout()));
    }

    /** Whether the provider will recognise it, if it may have been sent so long ago, until this exchange's deadline. */
    boolean isRecognisedAfter(Duration doubt, Ticker ticker) {
        Duration latest = doubt.plus(
                        Duration.ofNanos(Math.max(0, exchange().deadline().remainingNanos(ticker))))
                .plus(WINDOW_MARGIN);
        return exchange().providerKey() != null && latest.compareTo(keyWindow()) < 0;
    }

    /** What the fingerprint is made of. */
    byte[][] parts() {
        return new byte[][] {
            bytes(key.client()),
            bytes(key.scope().toString()),
            bytes(exchange().method()),
            bytes(exchange().target().pathAndQuery()),
            exchange().body().getBytes()
        };
    }

    /**
     * The write as it goes into the queue.
     *
     * @param window how long it may be sent again once it may have been sent
     * @param doubt how long ago that was; null if it surely was not
     * @param keyMark null if its key's claim is held
     */
    NewWrite toQueue(
            WriteQueue queue, Duration window, @Nullable Duration doubt, Instant now, @Nullable KeyMark keyMark) {
        IdempotencyKey shown = exchange().providerKey();
        return new NewWrite(
                id(queue),
                key.client(),
                key.scope(),
                lane,
                shown == null ? key.key() : shown,
                new StoredRequest(
                        exchange().method(),
                        "/" + key.scope().provider() + exchange().target().pathAndQuery(),
                        headers(),
                        exchange().body().getBytes()),
                exchange().trace().context(),
                maxWait(now),
                window,
                doubt,
                policy().durability(),
                keyMark);
    }

    Duration maxWait(Instant now) {
        Instant expiry = exchange().expiresAt();
        Duration wanted = expiry == null ? policy().maxWait() : atLeastZero(Duration.between(now, expiry));
        return wanted.compareTo(policy().maxWait()) < 0 ? wanted : policy().maxWait();
    }

    /** Our own credential is put in when it is sent: the present one then. */
    private List<Map.Entry<String, String>> headers() {
        Credential ours = passage.provider().settings().credential();
        return exchange().headers().entries().stream()
                .filter(header -> ours == null || !header.getKey().equalsIgnoreCase(ours.header()))
                .toList();
    }

    private Contract contract() {
        return passage.provider().settings().contract();
    }

    private static Duration atLeastZero(Duration length) {
        return length.isNegative() ? Duration.ZERO : length;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
