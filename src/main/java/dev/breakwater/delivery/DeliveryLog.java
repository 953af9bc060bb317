package dev.breakwater.delivery;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.FieldLog;
import dev.breakwater.exchange.TraceParent;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.Settlement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line for each attempt to deliver a queued write, all of the same keys ({@code docs/logs.md}). What needs a person
 * is a warning.
 *
 * <p>Threading: safe for any thread.
 */
final class DeliveryLog {

    private static final FieldLog LOG = FieldLog.of("breakwater.deliveries");

    private DeliveryLog() {}

    /** The store has {@code settlement}. */
    static void settled(LeasedWrite write, Exchange exchange, Settlement settlement) {
        String result = settlement.state();
        String why = settlement.fold(
                delivered -> "",
                again -> ": " + again.why(),
                park -> ": " + park.why(),
                bury -> ": " + bury.why(),
                withdraw -> ": " + withdraw.why());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(FieldLog.EVENT, "delivery");
        fields.put("trace_id", exchange.trace().id());
        TraceParent accepted = exchange.trace().link();
        if (accepted != null) {
            fields.put("accepted_trace_id", accepted.traceId());
        }
        fields.put("write_id", write.id().toString());
        fields.put("client", write.client());
        fields.put("provider", write.scope().provider());
        fields.put("route", write.scope().route());
        fields.put("state", result);
        fields.put("attempts", Integer.toString(write.attempts() + exchange.attempts()));
        String text = write.id() + " of " + write.scope() + " is " + result + why;
        if (settlement instanceof Settlement.Park || settlement instanceof Settlement.Bury) {
            LOG.warn(text, fields);
        } else {
            LOG.info(text, fields);
        }
    }
}
