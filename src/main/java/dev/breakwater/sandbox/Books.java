package dev.breakwater.sandbox;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.sandbox.api.Admission.Claim;
import dev.breakwater.sandbox.api.Answer;
import dev.breakwater.sandbox.api.Api;
import dev.breakwater.sandbox.api.Call;
import dev.breakwater.sandbox.api.Done;
import dev.breakwater.sandbox.api.Effect;
import dev.breakwater.sandbox.ledger.Entry;
import dev.breakwater.sandbox.ledger.Ledger;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a call did into the ledger, with what a restart needs: the objects, and the key with its first answer, on
 * the line of the call's last effect.
 */
final class Books {

    private final Ledger ledger;
    private final Api api;
    private final Ticker ticker;

    Books(Ledger ledger, Api api, Ticker ticker) {
        this.ledger = ledger;
        this.api = api;
        this.ticker = ticker;
    }

    /** Opens the ledger, and gives the API back what the ledger's file knows. */
    Future<Void> open() {
        return ledger.open().map(lines -> {
            lines.forEach(this::restore);
            return null;
        });
    }

    boolean full() {
        return ledger.full();
    }

    /** Done when the effects are witnessed: only then may anybody be told of them. */
    Future<Void> write(Call call, String connection, Done done, @Nullable Claim claim, Answer remembered) {
        if (done.effects().isEmpty()) {
            return Future.succeededFuture();
        }
        List<Entry> entries = new ArrayList<>();
        List<JsonObject> lines = new ArrayList<>();
        Instant now = ticker.now();
        for (Effect effect : done.effects()) {
            Entry entry = entry(effect, call, connection, now);
            entries.add(entry);
            lines.add(entry.json().put("object", effect.object()));
        }
        if (claim != null) {
            lines.get(lines.size() - 1)
                    .put(
                            "key",
                            new JsonObject()
                                    .put("scope", claim.scope())
                                    .put("fingerprint", claim.fingerprint())
                                    .put("answer", remembered.json()));
        }
        return ledger.append(entries, lines);
    }

    private Entry entry(Effect effect, Call call, String connection, Instant now) {
        return new Entry(
                ledger.nextSeq(),
                now,
                effect.name(),
                effect.objectId(),
                effect.amount(),
                effect.currency(),
                call.idempotencyKey().orElse(null),
                call.method(),
                call.path(),
                call.bodySha256(),
                call.requestId(),
                connection);
    }

    private void restore(JsonObject line) {
        api.restore(
                line.getString("effect"),
                line.getLong("amount"),
                line.getString("currency"),
                line.getJsonObject("object"));
        JsonObject key = line.getJsonObject("key");
        if (key != null) {
            api.restoreKey(
                    new Claim(key.getString("scope"), key.getString("fingerprint")),
                    Instant.parse(line.getString("at")),
                    Answer.of(key.getJsonObject("answer")));
        }
    }
}
