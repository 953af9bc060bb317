package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request with its context, from the arrival of its head to the last byte of its answer.
 *
 * <p>Threading: it belongs to the event loop on which it arrived and is touched by no other thread.
 */
public final class Exchange {

    /** The longest deadline that can be configured. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    private final String method;
    private final Target target;
    private final MultiMap received;
    private final long beganNanos;

    private MultiMap headers;
    private Trace trace;
    private @Nullable Client client;
    private @Nullable String routeName;
    private @Nullable IdempotencyKey key;
    private @Nullable IdempotencyKey providerKey;
    private QueueWish queueWish = QueueWish.ALLOW;
    private @Nullable Instant expiresAt;
    private Deadline deadline;
    private @Nullable Buffer body;
    private int attempts;
    private boolean retold;
    private @Nullable PaymentResult result;
    private boolean clientGone;
    private @Nullable Runnable whenClientGoes;

    /**
     * @param method the HTTP method, as received
     * @param target where it goes
     * @param headers as received
     * @param beganNanos the clock's reading when its head had arrived
     */
    public Exchange(String method, Target target, MultiMap headers, long beganNanos) {
        this.method = method;
        this.target = target;
        this.received = headers;
        this.headers = headers;
        this.beganNanos = beganNanos;
        this.deadline = new Deadline(beganNanos + LONGEST.toNanos());
        this.trace = new Trace(headers);
    }

    public String method() {
        return method;
    }

    public Target target() {
        return target;
    }

    /** The request's headers as received. */
    public MultiMap received() {
        return received;
    }

    /** The headers that are passed on to the provider; before Accept has chosen them, all. */
    public MultiMap headers() {
        return headers;
    }

    /** Accept has chosen what is passed on. */
    public void passOn(MultiMap chosen) {
        headers = chosen;
    }

    /** The clock's reading when its head had arrived. */
    public long beganNanos() {
        return beganNanos;
    }

    /** What ties this exchange to the client's trace and to our log lines. */
    public Trace trace() {
        return trace;
    }

    /** It belongs to the trace {@code other} instead of the one that its headers name. */
    public void traced(Trace other) {
        trace = other;
    }

    /** The name of the authenticated client, or {@code -} before it is known. */
    public String clientName() {
        return client == null ? "-" : client.name();
    }

    public @Nullable Client client() {
        return client;
    }

    public void authenticated(Client as) {
        client = as;
    }

    /** The name of the route, or null before it is known. */
    public @Nullable String routeName() {
        return routeName;
    }

    public void matched(Scope route) {
        routeName = route.route();
    }

    /** The client's key, or null if it sent none. */
    public @Nullable IdempotencyKey key() {
        return key;
    }

    public void keyed(IdempotencyKey by) {
        key = by;
    }

    /** What the provider is shown as the key, the same on every attempt: the client's unless one was derived. */
    public @Nullable IdempotencyKey providerKey() {
        return providerKey == null ? key : providerKey;
    }

    /** The provider is shown {@code derived}: the client sent no key, or one that the provider cannot take. */
    public void shownAs(IdempotencyKey derived) {
        providerKey = derived;
    }

    /** Whether the client lets this write wait, as far as its route does. */
    public QueueWish queueWish() {
        return queueWish;
    }

    /** After which the client no longer wants this write; null if it did not say. */
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /** The client narrows what its route allows. */
    public void narrowed(QueueWish wish, @Nullable Instant expiry) {
        queueWish = wish;
        expiresAt = expiry;
    }

    public Deadline deadline() {
        return deadline;
    }

    /** Lets the deadline pass no later than {@code length} after the exchange began. */
    public void shorten(Duration length) {
        if (length.compareTo(LONGEST) < 0) { // what is longer shortens nothing, and may not fit into nanoseconds
            deadline = deadline.noLaterThan(new Deadline(beganNanos + length.toNanos()));
        }
    }

    /** The whole request body; empty before it has arrived and if there is none. Every attempt sends these bytes. */
    public Buffer body() {
        Buffer whole = body;
        return whole == null ? Buffer.buffer() : whole;
    }

    public void arrived(Buffer whole) {
        body = whole;
    }

    /** How many attempts have been begun. */
    public int attempts() {
        return attempts;
    }

    /** Counts attempts that were made for others together with this one. */
    public void sharedAttempts(int made) {
        attempts += made;
    }

    /** Counts an attempt that begins. */
    public void attempted() {
        attempts++;
    }

    /** Whether its client is told what became of an earlier exchange, of the same key, and nothing new was done. */
    public boolean isRetold() {
        return retold;
    }

    /** See {@link #isRetold}. */
    public void retold() {
        retold = true;
    }

    /** What became of the payment; null while that is open, and of what is none: reads, what was retold or replayed. */
    public @Nullable PaymentResult result() {
        return result;
    }

    public void resulted(PaymentResult as) {
        result = as;
    }

    /** Whether the client closed its connection or reset its stream: nobody waits for the answer. */
    public boolean clientGone() {
        return clientGone;
    }

    /** What to do when the client goes away; replaces what was set before, null for nothing. */
    public void whenClientGoes(@Nullable Runnable action) {
        whenClientGoes = action;
    }

    /** The client went away. */
    public void clientWent() {
        clientGone = true;
        Runnable action = whenClientGoes;
        whenClientGoes = null;
        if (action != null) {
            action.run();
        }
    }
}
