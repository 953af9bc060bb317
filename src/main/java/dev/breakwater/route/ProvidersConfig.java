package dev.breakwater.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys below {@code breakwater.providers}, as written. Values stay text here, so that {@link RouteTableReader} can
 * tell all faults at once, each with its key and its cure.
 */
@ConfigMapping(prefix = "breakwater")
public interface ProvidersConfig {

    Map<String, ProviderKeys> providers();

    /** What may be set for a provider, and again for each of its routes. */
    interface PolicyKeys {
        Optional<String> attemptTimeout();

        Optional<String> deadline();

        Optional<String> bulkhead();

        BreakerKeys breaker();

        RetryKeys retry();

        Optional<String> bodyMax();

        Optional<String> answerHeld();

        Optional<String> answerMax();

        Optional<String> allowInTarget();

        Optional<String> whenUnavailable();

        Optional<String> maxWait();

        Optional<String> durability();

        Optional<String> idempotencyKey();

        Optional<String> withoutStore();

        Optional<String> queueCardNumbers();
    }

    /** One provider. */
    interface ProviderKeys extends PolicyKeys {
        Optional<String> baseUrl();

        Optional<String> contract();

        CredentialKeys credential();

        Optional<String> connectTimeout();

        Optional<String> http();

        @WithName("tls-configuration-name")
        Optional<String> tls();

        Optional<String> allowPlainText();

        Optional<String> allowLinkLocal();

        Optional<String> unlisted();

        List<RouteKeys> routes();
    }

    /** One route. */
    interface RouteKeys extends PolicyKeys {
        Optional<String> name();

        Optional<String> match();

        Optional<String> kind();

        Optional<String> lane();

        Optional<List<String>> invalidates();

        CacheKeys cache();
    }

    /** How the answers of one route's reads are kept. */
    interface CacheKeys {
        Optional<String> enabled();

        Optional<String> fresh();

        Optional<String> staleIfError();

        Optional<String> staleWhileRevalidate();

        Optional<String> lane();

        Optional<List<String>> headersIgnored();
    }

    /** The secret that we show a provider. */
    interface CredentialKeys {
        Optional<String> header();

        Optional<String> value();
    }

    /** A circuit breaker. */
    interface BreakerKeys {
        Optional<String> enabled();

        Optional<String> window();

        Optional<String> failureRatio();

        Optional<String> slowCall();

        Optional<String> minimumCalls();

        Optional<String> openFor();

        Optional<String> probes();
    }

    /** Retries; the budget is the provider's. */
    interface RetryKeys {
        Optional<String> attempts();

        Optional<String> backoff();

        Optional<String> backoffMax();

        Optional<String> budget();
    }
}
