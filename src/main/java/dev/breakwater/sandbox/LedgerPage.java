package dev.breakwater.sandbox;

import dev.breakwater.sandbox.ledger.Entry;
import dev.breakwater.sandbox.ledger.Ledger;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;

/** The ledger as a JSON array: of what came after {@code since}, of one {@code key}; all that there is by now. */
final class LedgerPage {

    private static final int ENTRIES_PER_PART = 200;

    private LedgerPage() {}

    static void send(Vertx vertx, HttpServerRequest request, Ledger ledger) {
        String since = request.getParam("since", "0");
        String key = request.getParam("key");
        if (!since.matches("\\d{1,18}")) {
            request.response()
                    .setStatusCode(400)
                    .end(new JsonObject()
                            .put("error", "since: '" + since + "' is not a sequence number")
                            .toBuffer());
            return;
        }
        request.response().putHeader("Content-Type", "application/json").setChunked(true);
        Iterator<Entry> wanted = List.copyOf(ledger.entries()).stream()
                .filter(entry -> entry.seq() > Long.parseLong(since))
                .filter(entry -> key == null || key.equals(entry.idempotencyKey()))
                .iterator();
        Outflow.send(vertx, request.response(), parts(wanted));
    }

    private static Iterator<Buffer> parts(Iterator<Entry> entries) {
        return new Iterator<>() {
            private boolean begun;
            private boolean ended;

            @Override
            public boolean hasNext() {
                return !ended;
            }

            @Override
            public Buffer next() {
                Buffer part = Buffer.buffer(begun ? "" : "[");
                for (int i = 0; i < ENTRIES_PER_PART && entries.hasNext(); i++) {
                    part.appendString(begun ? ",\n" : "")
                            .appendBuffer(entries.next().json().toBuffer());
                    begun = true;
                }
                begun = true;
                ended = !entries.hasNext();
                return ended ? part.appendString("]") : part;
            }
        };
    }
}
