package dev.breakwater.store;

import dev.breakwater.exchange.Tokens;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jboss.logging.Logger;

/**
 * Sets the store's marker and its partition count at the very first start, and compares them afterwards. An opening
 * that was cut off is gone on with by the next one.
 */
final class StoreOpening {

    /** Readable by every version that may run beside this one. */
    static final String SCHEMA = "1";

    private static final Logger LOG = Logger.getLogger(StoreOpening.class);
    private static final String META = "{bw:q}:meta";

    private final int partitions;
    private final Tokens tokens;

    StoreOpening(int partitions, Tokens tokens) {
        this.partitions = partitions;
        this.tokens = tokens;
    }

    /** The epoch that stands in the store now; empty if there is none. */
    static Future<String> read(StoreLink link) {
        return link.send(META, Request.cmd(Command.HGET).arg(META).arg("epoch"))
                .map(found -> found == null ? "" : found.toString());
    }

    /** The store's epoch, which is set if the store is new. */
    Future<String> open(StoreLink link) {
        return link.send(
                        META,
                        Request.cmd(Command.HMGET)
                                .arg(META)
                                .arg("epoch")
                                .arg("partitions")
                                .arg("schema")
                                .arg("opened")
                                .arg("control"))
                .compose(meta -> {
                    if (meta.get(0) == null) {
                        return begin(link).compose(begun -> open(link));
                    }
                    String epoch = meta.get(0).toString();
                    check("partitions", text(meta.get(1)), Integer.toString(partitions));
                    check("schema", text(meta.get(2)), SCHEMA);
                    Future<Void> control = meta.get(4) == null // a version before this one set none
                            ? mark(link, epoch, Partitions.CONTROL, "control")
                            : Future.succeededFuture();
                    return control.compose(marked ->
                                    meta.get(3) == null ? mark(link, epoch, 0, "opened") : Future.succeededFuture())
                            .map(epoch);
                });
    }

    /** One of those who begin at the same time sets the epoch; all go on with that one. */
    private Future<Response> begin(StoreLink link) {
        LOG.warn("store: it is empty and is set up now; if writes had been accepted here before, they are gone:"
                + " compare the providers' books with what their clients were told");
        return link.send(
                        META,
                        Request.cmd(Command.HSETNX).arg(META).arg("partitions").arg(partitions))
                .compose(set -> link.send(
                        META,
                        Request.cmd(Command.HSETNX).arg(META).arg("schema").arg(SCHEMA)))
                .compose(set -> link.send(
                        META, Request.cmd(Command.HSETNX).arg(META).arg("epoch").arg(tokens.next())));
    }

    /** Sets the markers of {@code from} and of the partitions after it, and notes that this is done. */
    private Future<Void> mark(StoreLink link, String epoch, int from, String noted) {
        if (from == partitions) {
            return note(link, noted);
        }
        String marker = Partitions.prefix(from) + "epoch";
        return link.send(marker, Request.cmd(Command.SET).arg(marker).arg(epoch).arg("NX"))
                .compose(set -> from == Partitions.CONTROL ? note(link, noted) : mark(link, epoch, from + 1, noted));
    }

    private static Future<Void> note(StoreLink link, String noted) {
        return link.send(META, Request.cmd(Command.HSET).arg(META).arg(noted).arg("1"))
                .mapEmpty();
    }

    private static String text(Response value) {
        return value == null ? "(nothing)" : value.toString();
    }

    private static void check(String what, String found, String expected) {
        if (!found.equals(expected)) {
            throw new IllegalStateException("the store was set up with " + what + " " + found
                    + ", and this replica has "
                    + expected + ": "
                    + ("partitions".equals(what)
                            ? "set breakwater.queue.partitions to " + found + ", since writes would not be found again"
                            : "run a version of Breakwater that knows it"));
        }
    }
}
