package dev.breakwater.ops.console;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.OrderWish;
import dev.breakwater.mode.Orders;
import dev.breakwater.mode.Placed;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.ops.KnownScopes;
import dev.breakwater.ops.LiveStatus;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.ops.OrderView;
import dev.breakwater.ops.OwnLevers;
import dev.breakwater.ops.StatusView;
import dev.breakwater.upstream.Providers;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The lever: what to order and why, what that will change, and who obeys. For operators only. */
@Singleton
class LeverPage {

    private static final Logger LOG = Logger.getLogger(LeverPage.class);
    private static final String OPERATOR = "operator";
    private static final String SECTION = "lever";

    private final Instance<Optional<OrderBook>> books;
    private final OwnLevers own;
    private final Instance<ReplicaLevers> levers;
    private final Instance<Providers> providers;
    private final LiveStatus status;
    private final Ticker ticker = Ticker.system();

    @Inject
    LeverPage(
            Instance<Optional<OrderBook>> books,
            OwnLevers own,
            Instance<ReplicaLevers> levers,
            Instance<Providers> providers,
            LiveStatus status) {
        this.books = books;
        this.own = own;
        this.levers = levers;
        this.providers = providers;
        this.status = status;
    }

    void form(Visit visit) {
        if (visit.may(Role.OPERATOR, OPERATOR)) {
            show(visit, 200, read(visit));
        }
    }

    /** Shows what will change. */
    void confirm(Visit visit) {
        if (!visit.may(Role.OPERATOR, OPERATOR)) {
            return;
        }
        LeverForm form = read(visit);
        String fault = fault(form);
        if (fault != null) {
            show(visit, 400, form.withFault(fault));
            return;
        }
        visit.then(status.now(), seen -> {
            if (seen != null) {
                visit.show(200, Pages.leverConfirm(visit.page("Confirm", SECTION), plan(form, seen)));
            }
        });
    }

    /** Does it, if what stands is still what was shown. */
    void move(Visit visit) {
        if (!visit.may(Role.OPERATOR, OPERATOR)) {
            return;
        }
        LeverForm form = read(visit);
        Lever lever = form.lever();
        String fault = fault(form);
        if (fault != null || lever == null || !visit.field("version").matches("\\d{1,18}")) {
            show(visit, 400, form.withFault(fault == null ? "Look at what will change first." : fault));
            return;
        }
        OrderWish wish = new OrderWish(
                lever,
                form.mode(),
                visit.operator().name(),
                form.reason(),
                form.until(ticker.now()),
                Long.valueOf(visit.field("version")));
        if (form.here()) {
            here(visit, wish);
        } else {
            everywhere(visit, wish, form);
        }
    }

    private void here(Visit visit, OrderWish wish) {
        own.move(wish);
        visit.show(200, Pages.leverDone(visit.page("Done", SECTION), said(wish), List.of(), List.of(), true));
    }

    private void everywhere(Visit visit, OrderWish wish, LeverForm form) {
        OrderBook book = books.get().orElse(null);
        if (book == null) {
            show(
                    visit,
                    409,
                    form.withFault(
                            "There is no store, and so no other replica that could be told: order it on this replica only."));
            return;
        }
        visit.then(book.place(wish).toCompletionStage(), placed -> {
            if (placed != null && placed.done()) {
                done(visit, wish, placed);
            } else {
                visit.then(status.now(), seen -> {
                    if (seen != null) {
                        LeverPlan plan = plan(form, seen);
                        String now = plan.standing() == null
                                ? "nothing is ordered any more"
                                : plan.from() + ". " + plan.standing();
                        visit.show(412, Pages.leverChanged(visit.page("Changed meanwhile", SECTION), plan, now));
                    }
                });
            }
        });
    }

    private static void done(Visit visit, OrderWish wish, Placed placed) {
        if (wish.mode() == null) {
            LOG.infof("orders: %s has taken %s back: %s", wish.actor(), wish.lever(), wish.reason());
        }
        visit.show(
                200,
                Pages.leverDone(visit.page("Done", SECTION), said(wish), placed.confirmed(), placed.missing(), false));
    }

    private LeverPlan plan(LeverForm form, StatusView seen) {
        Lever lever = form.lever();
        if (lever == null) {
            throw new IllegalStateException("the form was checked");
        }
        Orders orders = levers.get().orders();
        Order standing = orders.all().get(lever);
        Instant now = ticker.now();
        Instant until = form.until(now);
        Mode to = form.mode();
        Order placed = to == null ? null : new Order(lever, to, "", form.reason(), now, until, 0, form.here());
        StatusView.QueueView queue = seen.queue();
        int waiting = queue == null ? 0 : queue.pending() + queue.leased();
        return new LeverPlan(
                form,
                lever.toString(),
                standing == null ? "nothing ordered" : standing.word(),
                to == null ? "nothing ordered" : Order.word(lever, to),
                ProviderCard.order(standing == null ? null : OrderView.of(lever, standing), now),
                until == null ? "until somebody takes it back" : Clock.day(until),
                standing == null ? 0 : standing.version(),
                LeverEffect.of(lever, orders, placed, providers.get()),
                queue == null
                        ? "The queue cannot be looked at now."
                        : waiting == 0
                                ? "No write waits in the queue."
                                : "In the whole queue " + waiting + (waiting == 1 ? " write waits." : " writes wait."));
    }

    private @Nullable String fault(LeverForm form) {
        String fault = form.faults(ticker);
        Lever lever = form.lever();
        if (fault != null || lever == null) {
            return fault;
        }
        String provider = lever.scope().provider();
        String missing = provider == null
                ? null
                : KnownScopes.missing(providers.get(), provider, lever.scope().route());
        boolean hasNone = lever.kind() == Lever.Kind.BREAKER
                && providers.get().breakers().keySet().stream().noneMatch(lever.scope()::covers);
        return missing == null && hasNone
                ? "“" + lever.scope() + "” has no circuit breaker: its configuration says so. A mode takes it out."
                : missing;
    }

    private static String said(OrderWish wish) {
        Mode mode = wish.mode();
        return wish.lever() + (mode == null ? " is as it was without orders" : " is " + Order.word(wish.lever(), mode));
    }

    private LeverForm read(Visit visit) {
        List<String> scopes = new ArrayList<>(List.of("all"));
        providers.get().all().forEach(provider -> {
            scopes.add(provider.settings().name());
            provider.routes().all().stream()
                    .map(route -> route.scope().toString())
                    .distinct()
                    .forEach(scopes::add);
        });
        String order = visit.field("order");
        return new LeverForm(
                visit.field("scope"),
                List.copyOf(scopes),
                order.isEmpty() ? "mode:degraded" : order,
                visit.field("reason"),
                visit.field("end"),
                visit.field("here").equals("true"),
                null);
    }

    private static void show(Visit visit, int status, LeverForm form) {
        visit.show(status, Pages.lever(visit.page("Lever", SECTION), form));
    }
}
