package dev.breakwater.ops;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.OrderWish;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.upstream.Providers;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where modes, switches and breakers are looked at and changed; what they have in common. */
@Singleton
final class OrderDesk {

    private static final Logger LOG = Logger.getLogger(OrderDesk.class);
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");

    private final Instance<Optional<OrderBook>> books;
    private final OwnLevers own;
    private final Instance<ReplicaLevers> levers;
    private final Providers providers;
    private final Ticker ticker = Ticker.system();

    @Inject
    OrderDesk(Instance<Optional<OrderBook>> books, OwnLevers own, Instance<ReplicaLevers> levers, Providers providers) {
        this.own = own;
        this.books = books;
        this.levers = levers;
        this.providers = providers;
    }

    /** All orders in force here of one kind; a breaker that was reset is as usual. */
    List<OrderView> all(Lever.Kind kind) {
        return levers.get().orders().all().values().stream()
                .filter(order -> order.lever().kind() == kind)
                .filter(order -> kind != Lever.Kind.BREAKER || order.mode() != Mode.AUTO)
                .map(order -> OrderView.of(order.lever(), order))
                .sorted(Comparator.comparing((OrderView view) -> String.valueOf(view.name()))
                        .thenComparing(OrderView::scope))
                .toList();
    }

    /** What stands of one lever. */
    Response one(@Nullable Lever lever, String scope) {
        String missing = lever == null ? noScope(scope) : missing(lever.scope());
        if (lever == null || missing != null) {
            return OpsProblem.answer(404, String.valueOf(missing)).build();
        }
        return shown(lever, levers.get().orders().all().get(lever)).build();
    }

    /** Changes what stands. */
    CompletionStage<Response> put(
            @Nullable Lever lever, String scope, ContainerRequestContext request, @Nullable OrderBody body) {
        OrderBody given = body == null ? OrderBody.EMPTY : body;
        Lever.Kind kind = lever == null ? Lever.Kind.MODE : lever.kind();
        Instant now = ticker.now();
        return change(lever, scope, request, given.fault(kind, now), given.wanted(kind), given.why(), given.end(now));
    }

    /** Forces breakers open, or resets them. */
    CompletionStage<Response> force(
            String scope, ContainerRequestContext request, @Nullable OrderBody body, boolean open) {
        OrderBody given = body == null ? OrderBody.EMPTY : body;
        Instant now = ticker.now();
        OrderScope known = OrderScope.parse(scope);
        return change(
                known == null ? null : Lever.breaker(known),
                scope,
                request,
                known != null && providers.breakers().keySet().stream().noneMatch(known::covers)
                        ? "'" + scope
                                + "' has no circuit breaker: its configuration says so. A mode takes it out of the path."
                        : given.ends() && !open
                                ? "A reset is done once and has no end: leave out 'until' and 'for'."
                                : given.fault(Lever.Kind.BREAKER, now),
                open ? Mode.SUSPENDED : Mode.AUTO,
                given.why(),
                given.end(now));
    }

    /** Takes back what stands. */
    CompletionStage<Response> delete(
            @Nullable Lever lever, String scope, ContainerRequestContext request, @Nullable String reason) {
        return change(lever, scope, request, Reason.fault(reason), null, reason == null ? "" : reason.strip(), null);
    }

    private CompletionStage<Response> change(
            @Nullable Lever lever,
            String scope,
            ContainerRequestContext request,
            @Nullable String fault,
            @Nullable Mode mode,
            String reason,
            @Nullable Instant until) {
        Operator operator = OperatorLogin.operator(request);
        if (!operator.roles().contains(Role.OPERATOR)) {
            return now(OpsProblem.answer(403, "This needs the role 'operator'."));
        }
        String missing = lever == null ? noScope(scope) : missing(lever.scope());
        if (lever == null || missing != null) {
            return now(OpsProblem.answer(404, String.valueOf(missing)));
        }
        if (fault != null) {
            return now(OpsProblem.answer(400, fault));
        }
        String match = request.getHeaderString(HttpHeaders.IF_MATCH);
        Matcher version = VERSION.matcher(match == null ? "" : match.strip());
        boolean known = version.matches();
        if (match != null && !known && !match.strip().equals("*")) {
            return now(OpsProblem.answer(400, "If-Match is the ETag that you were shown, such as \"17\", or *."));
        }
        OrderWish wish = new OrderWish(
                lever, mode, operator.name(), reason, until, known ? Long.valueOf(version.group(1)) : null);
        return request.getUriInfo().getQueryParameters().containsKey("replica-only")
                        && !"false"
                                .equals(request.getUriInfo()
                                        .getQueryParameters()
                                        .getFirst("replica-only"))
                ? now(here(wish))
                : everywhere(wish);
    }

    /** Changes it on this replica only. */
    private Response.ResponseBuilder here(OrderWish wish) {
        return shown(wish.lever(), own.move(wish));
    }

    private CompletionStage<Response> everywhere(OrderWish wish) {
        OrderBook book = books.get().orElse(null);
        if (book == null) {
            return now(unavailable("none is configured"));
        }
        return book.place(wish)
                .map(placed -> {
                    EntityTag tag = new EntityTag(
                            String.valueOf(placed.order() == null && placed.done() ? 0 : placed.version()));
                    if (!placed.done()) {
                        return OpsProblem.answer(
                                        412,
                                        "Somebody else has changed '" + wish.lever()
                                                + "' since you looked. Nothing was changed: look again, and decide anew.")
                                .tag(tag)
                                .build();
                    }
                    if (placed.order() == null) {
                        LOG.infof("orders: %s has taken %s back: %s", wish.actor(), wish.lever(), wish.reason());
                    }
                    return Response.ok(PlacedView.of(OrderView.of(wish.lever(), placed.order()), placed))
                            .tag(tag)
                            .build();
                })
                .otherwise(failed -> {
                    if (failed instanceof StoreUnavailable down) {
                        return unavailable(String.valueOf(down.getMessage())).build();
                    }
                    throw failed instanceof RuntimeException bug ? bug : new IllegalStateException(failed);
                })
                .toCompletionStage();
    }

    private static Response.ResponseBuilder unavailable(String why) {
        return OpsProblem.storeUnavailable("Other replicas cannot be told: " + why
                + ". What was last ordered stays in force; to change this replica alone, add ?replica-only=true.");
    }

    private @Nullable String missing(OrderScope scope) {
        String provider = scope.provider();
        return provider == null ? null : KnownScopes.missing(providers, provider, scope.route());
    }

    private static String noScope(String text) {
        return "'" + text + "' is no scope: name 'all', a provider, or a provider's route as provider/route;"
                + " switches are retries, queue, stale, coalescing and drain.";
    }

    private static Response.ResponseBuilder shown(Lever lever, @Nullable Order order) {
        return Response.ok(OrderView.of(lever, order))
                .tag(new EntityTag(String.valueOf(order == null ? 0 : order.version())));
    }

    private static CompletionStage<Response> now(Response.ResponseBuilder answer) {
        return CompletableFuture.completedFuture(answer.build());
    }
}
