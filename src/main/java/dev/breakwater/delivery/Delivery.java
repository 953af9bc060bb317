package dev.breakwater.delivery;

import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.delivery.RecoveryGovernor.Sign;
import dev.breakwater.delivery.SettlementRule.Verdict;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.Route;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.ResendRule;
import dev.breakwater.upstream.Upstream;
import dev.breakwater.writequeue.Intent;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.Settlement;
import io.vertx.core.Future;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One leased write on its way: intent, attempt, settlement. Nothing is sent unless the intent is durable and the lease
 * lasts longer than the attempt; and from the first byte on, the outcome is stored or the lease runs out, which counts
 * as in doubt.
 *
 * <p>Threading: for the event loop that claimed the write.
 */
final class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class);

    private final Deliverer.Parts parts;
    private final LeasedWrite write;
    private final Exchange exchange;
    private final RouteDrain route;
    private final ProviderDrain drain;
    private final Upstream upstream;
    private final ResendRule resend;
    private final ProviderSettings provider;
    private final long began;

    private Sign sign = Sign.SILENT;
    private @Nullable Outcome outcome;
    private String became = "handed-back";

    /** The drain has let it start. */
    Delivery(Deliverer.Parts parts, LeasedWrite write, Exchange exchange, Way way) {
        this.parts = parts;
        this.write = write;
        this.exchange = exchange;
        this.route = way.route();
        this.drain = way.drain();
        this.upstream = way.upstream();
        this.resend = way.resend();
        this.provider = way.provider();
        this.began = parts.ticker().nanos();
    }

    /**
     * The way to the provider.
     *
     * @param upstream how its route is called
     * @param resend when it may be called again
     * @param provider its settings
     */
    record Way(
            ProviderDrain drain, RouteDrain route, Upstream upstream, ResendRule resend, ProviderSettings provider) {}

    /** The future never fails. */
    Future<Void> run() {
        Tracing tracing = parts.tracing();
        return tracing == null
                ? steps()
                : steps().onComplete(over -> tracing.delivered(exchange, write.id(), outcome, became));
    }

    private Future<Void> steps() {
        if (!SettlementRule.maySend(resend, exchange, write.inDoubt())) {
            over(false);
            return settle(new Settlement.Park("it may have been executed, and the provider would not recognise it"));
        }
        return parts.queue()
                .intend(write)
                .compose(this::afterIntent, failed -> handBack("its intent could not be stored: " + failed));
    }

    private Future<Void> afterIntent(Intent intent) {
        if (intent != Intent.SEND) {
            LOG.debugf("%s is not sent: %s", write.id(), intent);
            if (intent != Intent.NOT_OURS) {
                parts.fates().setAside(write.scope(), intent == Intent.TOO_OLD);
            }
            became = "no-longer-ours";
            over(false);
            return Future.succeededFuture();
        }
        if (drain.isPaused()) {
            return handBack("the provider is paused");
        }
        Duration left = Lease.left(write, parts.ticker());
        if (left.compareTo(policyTimeout()) <= 0) {
            return handBack("its lease is over before an attempt would be");
        }
        exchange.shorten(policyTimeout());
        return attempt().compose(this::decided);
    }

    private Future<Outcome> attempt() {
        route.sent();
        try {
            return upstream.attempt(exchange).otherwise(Delivery::bug);
        } catch (RuntimeException thrown) {
            return Future.succeededFuture(bug(thrown));
        }
    }

    private static Outcome bug(Throwable thrown) {
        LOG.error("a bug in an attempt: its write is parked", thrown);
        return new Unknown(
                Doubt.INTERNAL, "an internal error: " + thrown.getClass().getSimpleName(), null);
    }

    private Future<Void> decided(Outcome outcome) {
        this.outcome = outcome;
        boolean patient = write.attempts() + 1 < parts.settings().repeatsMax() || !route.isClosed();
        Verdict verdict = SettlementRule.of(resend, exchange, outcome, write.inDoubt(), patient);
        sign = Signs.of(outcome, parts.ticker().nanos() - began, route.route().policy());
        over(true);
        invalidate(outcome);
        Settlement settlement =
                new Rulings(drain, parts.backoff()).carryOut(verdict, outcome, write, route.restOfProbe());
        if (verdict != Verdict.DELIVER) {
            Answer answer = outcome.anyAnswer();
            if (answer != null) {
                answer.abandon("the write is not settled by it");
            }
        }
        if (settlement == null) {
            route.refused();
            return giveBack();
        }
        return settle(settlement);
    }

    /** It was executed, or may have been: kept answers may be out of date. */
    private void invalidate(Outcome outcome) {
        WriteInvalidation invalidation = parts.invalidation();
        if (invalidation == null) {
            return;
        }
        if (outcome instanceof Outcome.Answered answered) {
            invalidation.executed(route.route(), provider, exchange, answered.answer());
        } else if (outcome instanceof Unknown) {
            invalidation.executed(route.route(), provider, exchange, null);
        }
    }

    /** The slot is free, whatever becomes of the write in the store. */
    private void over(boolean sent) {
        if (!sent) {
            route.sent();
        }
        drain.ended(route, began, sign);
    }

    private Future<Void> handBack(String why) {
        LOG.debugf("%s goes back unsent: %s", write.id(), why);
        over(false);
        return giveBack();
    }

    private Future<Void> giveBack() {
        return parts.queue().handBack(write).<Void>mapEmpty().otherwiseEmpty(); // or its lease runs out
    }

    private Future<Void> settle(Settlement settlement) {
        became = settlement.state();
        return settle(settlement, 1);
    }

    /** As long as the lease lasts, it is tried again: each step is safe to repeat. */
    private Future<Void> settle(Settlement settlement, int number) {
        return parts.queue()
                .settle(write, settlement)
                .compose(
                        ours -> {
                            if (ours) {
                                DeliveryLog.settled(write, exchange, settlement);
                                parts.fates()
                                        .settled(
                                                write,
                                                settlement,
                                                provider.contract().results(),
                                                parts.ticker().now());
                            } else {
                                LOG.warnf("%s was no longer ours when it was to be settled", write.id());
                            }
                            return Future.<Void>succeededFuture();
                        },
                        failed -> {
                            if (Lease.left(write, parts.ticker()).isNegative()) {
                                notStored(settlement, failed);
                                return Future.succeededFuture();
                            }
                            return parts.pause(parts.storeBackoff().after(number))
                                    .compose(over -> settle(settlement, number + 1));
                        });
    }

    private void notStored(Settlement settlement, Throwable failed) {
        if (mayHaveBeenExecuted(settlement)) {
            parts.alarm()
                    .raise(
                            Alarm.Cause.OUTCOME_NOT_STORED,
                            write.id() + " of " + write.scope() + " may have been executed, and the store did not take"
                                    + " the outcome (" + failed.getMessage() + "): it is in doubt once its lease has"
                                    + " run out");
        }
    }

    private static boolean mayHaveBeenExecuted(Settlement settlement) {
        return settlement.fold(
                deliver -> true, Settlement.Again::unknown, park -> true, bury -> false, withdraw -> false);
    }

    private Duration policyTimeout() {
        Route policy = route.route();
        return policy.policy().attemptTimeout();
    }
}
