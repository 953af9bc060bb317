package dev.breakwater;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.AuditSettings;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.idempotency.KeyClaims;
import dev.breakwater.idempotency.RedisKeyClaims;
import dev.breakwater.pipeline.Custody;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreLink;
import dev.breakwater.vault.SensitiveBody;
import dev.breakwater.vault.Vault;
import dev.breakwater.writequeue.QueueSettings;
import dev.breakwater.writequeue.RedisWriteQueue;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Vertx;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How writes are kept: the store, and each event loop's own way to it.
 *
 * @param store which is started before anything uses it
 * @param vault seals what is stored
 * @param audit of what is told of each change
 * @param settings of the queue
 * @param alarm for what puts data at risk
 * @param seams put around what is made, so that a test may see or break each step
 */
public record Keeping(
        Store store,
        Vault vault,
        AuditSettings audit,
        QueueSettings settings,
        Alarm alarm,
        Ticker ticker,
        Tokens tokens,
        Seams seams) {

    /** What is put around each event loop's parts: nothing, outside tests. */
    public record Seams(UnaryOperator<KeyClaims> claims, UnaryOperator<WriteQueue> queue) {

        /** Nothing. */
        public static final Seams NONE = new Seams(UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * What the data plane needs; to be called on the event loop that uses it.
     *
     * @param arrivals hears the partition of each write that has been accepted to wait
     */
    Custody custody(IntConsumer arrivals) {
        StoreLink link = store.link();
        KeyClaims claims = new RedisKeyClaims(link, settings.partitions(), vault, tokens);
        return new Custody(
                seams.claims().apply(claims),
                queue(link, arrivals),
                vault,
                Keeping::forbidden,
                alarm,
                settings.keep(),
                link::close);
    }

    /** What delivery needs; to be called on the event loop that uses it. */
    WriteQueue queue() {
        return queue(store.link(), partition -> {});
    }

    /** What was decided, and what became of it. */
    AuditLog auditLog(Vertx vertx) {
        return new AuditLog(vertx, store, settings.partitions(), audit, alarm, ticker, tokens.next());
    }

    private static @Nullable String forbidden(Exchange exchange, boolean cardNumbersAllowed) {
        switch (SensitiveBody.look(exchange.body().getBytes())) {
            case AUTHENTICATION_DATA:
                return "its body holds a card's verification code, track or PIN";
            case CARD_NUMBER:
                return cardNumbersAllowed ? null : "its body holds a card number, and its route does not queue those";
            default:
                return null;
        }
    }

    private WriteQueue queue(StoreLink link, IntConsumer arrivals) {
        return seams.queue()
                .apply(new RedisWriteQueue(store, link, settings, vault, audit.redaction(), tokens, ticker, arrivals));
    }
}
