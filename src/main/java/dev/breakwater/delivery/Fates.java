package dev.breakwater.delivery;

import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.route.ResultRule;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells who wants to know what became of queued writes, in the words of those who count payments.
 *
 * <p>Threading: as its witnesses.
 */
final class Fates {

    private static final Logger LOG = Logger.getLogger(Fates.class);

    private final List<DeliveryWitness> witnesses;

    Fates(List<DeliveryWitness> witnesses) {
        this.witnesses = List.copyOf(witnesses);
    }

    /** The store has {@code settlement}. */
    void settled(LeasedWrite write, Settlement settlement, ResultRule rule, Instant now) {
        if (settlement instanceof Settlement.Again) {
            return; // it goes on waiting
        }
        PaymentResult result = settlement.fold(
                deliver -> result(rule, deliver.answer()),
                again -> PaymentResult.QUEUED,
                park -> PaymentResult.UNKNOWN,
                bury -> PaymentResult.REFUSED,
                withdraw -> PaymentResult.REFUSED);
        boolean delivered = settlement instanceof Settlement.Deliver;
        tell(write.scope(), result, delivered ? Duration.between(write.acceptedAt(), now) : null);
    }

    /** It was found at the provider. */
    void found(Scope scope, ResultRule rule, @Nullable StoredAnswer answer) {
        tell(scope, answer == null ? PaymentResult.APPROVED : result(rule, answer), null);
    }

    /** It was given up without having been executed, or parked since it may have been. */
    void setAside(Scope scope, boolean inDoubt) {
        tell(scope, inDoubt ? PaymentResult.UNKNOWN : PaymentResult.REFUSED, null);
    }

    private static PaymentResult result(ResultRule rule, StoredAnswer answer) {
        return rule.of(answer.status(), answer.body().length, answer::body);
    }

    private void tell(Scope scope, PaymentResult result, @Nullable Duration after) {
        for (DeliveryWitness witness : witnesses) {
            try {
                witness.over(scope, result, after);
            } catch (RuntimeException bug) {
                LOG.error("a bug kept a delivery from being counted; the write is not touched", bug);
            }
        }
    }
}
