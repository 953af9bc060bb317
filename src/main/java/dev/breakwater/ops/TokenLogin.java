package dev.breakwater.ops;

import dev.breakwater.exchange.Configured;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.ops.Operator.Role;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Operators who show a token of an issuer instead of a key of ours. Who issues them, for whom, and where they say roles
 * is set by Quarkus' own {@code quarkus.oidc.*}; without these no token is good.
 *
 * <p>Threading: safe for any thread; answers on any thread.
 */
@Singleton
final class TokenLogin implements Configured {

    private static final Logger LOG = Logger.getLogger(TokenLogin.class);

    /** How long the issuer may take to answer, where it must be asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Pattern TOKEN = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int CHECKED_MAX = 100; // at once: each holds memory while the issuer is silent
    private static final int NAME_MAX = 128; // characters

    private static final String ON = "quarkus.oidc.tenant-enabled";
    private static final String AUDIENCE = "quarkus.oidc.token.audience";

    private final Instance<HttpAuthenticator> authenticator;
    private final Config config;
    private final Ticker ticker;
    private final AtomicInteger checked = new AtomicInteger();
    private final AtomicLong dueNanos;
    private volatile boolean hasAnswered; // from then on its keys are known, and most tokens need no question
    private volatile boolean isAway;

    @Inject
    TokenLogin(Instance<HttpAuthenticator> authenticator, Config config) {
        this.authenticator = authenticator;
        this.config = config;
        this.ticker = Ticker.system();
        this.dueNanos = new AtomicLong(ticker.nanos());
    }

    /** A good token may not be meant for us: that must be seen to, or be given up by name. */
    @Override
    public void check(Faults faults) {
        if (config.getOptionalValue(ON, Boolean.class).orElse(false)
                && config.getOptionalValue(AUDIENCE, String.class).isEmpty()) {
            faults.add(
                    AUDIENCE,
                    "is missing: without it, tokens that are meant for other services would be let in; name what"
                            + " yours carry as 'aud', or say 'any'");
        }
    }

    /** Whether {@code shown} has the form of a token. What has not is nobody's business but ours: it may be a key. */
    static boolean isToken(String shown) {
        return TOKEN.matcher(shown).matches();
    }

    /**
     * The operator whose token this request carries, perhaps without any role; empty if the token is not good. Fails if
     * that cannot be told, as the issuer cannot be asked: it is asked for its keys once, and until it has answered it
     * is asked again every two seconds at the most, whoever shows whatever.
     */
    Uni<Optional<Operator>> find(RoutingContext request) {
        if (isAway && !isDue()) {
            return untold("the issuer was not there a moment ago");
        }
        if (checked.incrementAndGet() > CHECKED_MAX) {
            checked.decrementAndGet();
            return untold("as many tokens are being checked as may");
        }
        return Uni.createFrom()
                .deferred(() -> authenticator.get().attemptAuthentication(request))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onTermination()
                .invoke(checked::decrementAndGet)
                .map(identity -> Optional.ofNullable(identity).flatMap(TokenLogin::operator))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(Optional.empty())
                .onItem()
                .invoke(told -> {
                    hasAnswered = true;
                    isAway = false;
                })
                .onFailure()
                .invoke(why -> {
                    LOG.warnf("operators: a token cannot be checked: %s", why);
                    isAway = !hasAnswered;
                });
    }

    private boolean isDue() {
        long now = ticker.nanos();
        long due = dueNanos.get();
        return now - due >= 0 && dueNanos.compareAndSet(due, now + AGAIN.toNanos());
    }

    private static Uni<Optional<Operator>> untold(String why) {
        return Uni.createFrom().failure(new IllegalStateException(why));
    }

    private static Optional<Operator> operator(SecurityIdentity identity) {
        String name = identity.getPrincipal().getName();
        if (name == null
                || name.isBlank()
                || name.length() > NAME_MAX
                || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) {
            if (identity.hasRole(Settings.word(role))) {
                roles.add(role);
            }
        }
        return Optional.of(new Operator(name, roles));
    }
}
