package dev.breakwater.ops.console;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.ops.AccessTrail;
import dev.breakwater.ops.Operator;
import dev.breakwater.ops.OperatorDirectory;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets people in who show an operator's key, and nobody else; the key itself is not kept.
 *
 * <p>Threading: safe for any thread.
 */
@Singleton
class Door {

    static final String LOGIN = "/console/login";

    private static final String COOKIE = "breakwater-console";
    private static final int WAITING_MAX = 100;

    private final Instance<OperatorDirectory> operators;
    private final AccessTrail trail;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Sessions sessions = new Sessions(Ticker.system(), Tokens.system());

    @Inject
    Door(Instance<OperatorDirectory> operators, AccessTrail trail) {
        this.operators = operators;
        this.trail = trail;
    }

    Sessions sessions() {
        return sessions;
    }

    void showLogin(RoutingContext request) {
        login(request, 200, null);
    }

    void logIn(RoutingContext request) {
        String key = request.request().getFormAttribute("key");
        Operator operator = key == null ? null : operators.get().find(key.strip());
        if (!Origins.isOwn(request.request())) {
            login(request, 403, "Log in from this page, not from another site.");
        } else if (operator == null) {
            unknown(request);
        } else {
            close(request);
            request.response().addCookie(cookie(sessions.open(operator).token()));
            request.response()
                    .setStatusCode(303)
                    .putHeader("Location", "/console")
                    .end();
        }
    }

    /** Who guesses is answered later and later; no thread waits with it. */
    private void unknown(RoutingContext request) {
        String address = Visit.address(request);
        trail.loginFailed(address, "POST " + LOGIN);
        Duration wait = trail.guessed(address);
        if (wait.isZero()) {
            login(request, 401, "No operator has this key.");
        } else if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            login(request, 429, "Too many wrong keys at once; a right one is let in at any time.");
        } else {
            request.vertx().setTimer(wait.toMillis(), over -> {
                waiting.decrementAndGet();
                login(request, 401, "No operator has this key.");
            });
        }
    }

    void logOut(Visit visit) {
        sessions.close(visit.session());
        visit.request().response().addCookie(cookie("").setMaxAge(0));
        visit.go(LOGIN);
    }

    /** Lets those who are logged in to {@code page}, and shows all others where to log in. */
    void guard(RoutingContext request, Consumer<Visit> page) {
        Session session = sessions.use(token(request));
        if (session == null) {
            boolean isPage = request.request().method().equals(HttpMethod.GET)
                    && request.request().getHeader("HX-Request") == null;
            if (isPage) {
                request.response()
                        .setStatusCode(303)
                        .putHeader("Location", LOGIN)
                        .end();
            } else {
                login(request, 401, "You are not logged in any more. Nothing was changed.");
            }
            return;
        }
        Visit visit = new Visit(request, session, trail);
        if (!request.request().method().equals(HttpMethod.GET) && !isMeant(request, session)) {
            visit.refuse(403, "Not from this page", "This did not come from a page of yours, and nothing was changed.");
            return;
        }
        page.accept(visit);
    }

    private void close(RoutingContext request) {
        Session before = sessions.use(token(request));
        if (before != null) {
            sessions.close(before);
        }
    }

    private static boolean isMeant(RoutingContext request, Session session) {
        String sent = request.request().getFormAttribute("csrf");
        return sent != null
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8), session.csrf().getBytes(StandardCharsets.UTF_8))
                && Origins.isOwn(request.request());
    }

    private static @Nullable String token(RoutingContext request) {
        Cookie cookie = request.request().getCookie(COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    private static Cookie cookie(String token) {
        return Cookie.cookie(COOKIE, token)
                .setHttpOnly(true)
                .setSecure(true)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/console");
    }

    private static void login(RoutingContext request, int status, @Nullable String fault) {
        Html.show(request, status, Pages.login(new Page("Log in", "", null, "", false, false), fault));
    }
}
