package dev.breakwater.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.RouteTable;
import dev.breakwater.route.RoutesFromYaml;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a write drops, and what it leaves alone. */
class WriteInvalidationTest {

    private static final RouteTable TABLE = RoutesFromYaml.read("""
            p:
              base-url: https://api.example/base
              contract: none
              routes:
                - { name: kept, match: 'GET /v1/things/{id}', cache: { fresh: 5s } }
                - { name: open, match: 'GET /v1/open/{id}' }
                - { name: act, match: 'POST /v1/things/{id}/act', invalidates: ['/v1/things/{id}', '/v1/open/{id}'] }
            q: { base-url: https://other.example, contract: none }
            """);

    private final List<Dropped> dropped = new ArrayList<>();
    private final WriteInvalidation invalidation = new WriteInvalidation(
            new AnswerCache(
                    new NearTier(1 << 20, Duration.ofHours(1), Ticker.system()), new Recording(), Ticker.system()),
            TABLE);

    @Test
    void the_target_is_dropped_and_what_the_route_names_if_answers_of_it_may_be_kept() {
        executed("p", "POST", "/v1/things/1", 200, "");
        assertThat(dropped).containsExactly(Dropped.path("p", "/v1/things/1"));
        dropped.clear();
        executed("p", "POST", "/v1/things/2/act", 200, "");
        assertThat(dropped).containsExactly(Dropped.path("p", "/v1/things/2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/base/v1/things/7 | true",
                "https://api.example/base/v1/things/7 | true",
                "HTTPS://API.EXAMPLE/base/v1/things/7?q | true",
                "https://elsewhere.example/base/v1/things/7 | false",
                "/v1/things/7 | false",
                "/base/v1/open/7 | false",
                ":::: | false",
            })
    void the_place_it_is_answered_with_is_dropped_if_it_is_the_providers_own(String place, boolean own) {
        executed("p", "POST", "/v1/orders", 201, place);
        assertThat(dropped.contains(Dropped.path("p", "/v1/things/7"))).isEqualTo(own);
        assertThat(dropped).hasSize(own ? 1 : 0);
    }

    @Test
    void an_error_drops_nothing_and_an_unknown_outcome_does() {
        executed("p", "POST", "/v1/things/1", 400, "");
        executed("p", "POST", "/v1/things/1", 409, "");
        assertThat(dropped).isEmpty();
        executed("p", "DELETE", "/v1/things/1", 0, "");
        assertThat(dropped).containsExactly(Dropped.path("p", "/v1/things/1"));
    }

    @Test
    void a_provider_of_which_nothing_is_kept_costs_nothing() {
        executed("q", "POST", "/v1/things/1", 200, "/v1/things/1");
        assertThat(dropped).isEmpty();
    }

    private void executed(String provider, String method, String path, int status, String place) {
        ProviderRoutes routes = TABLE.provider(provider);
        Exchange exchange =
                new Exchange(method, Target.of("/" + provider + path, ""), MultiMap.caseInsensitiveMultiMap(), 0);
        MultiMap headers = HttpHeaders.headers();
        if (!place.isEmpty()) {
            headers.set("Location", place);
        }
        invalidation.executed(
                routes.match(method, exchange.target()),
                routes.settings(),
                exchange,
                status == 0 ? null : new Answer(status, "", headers, Buffer.buffer("x"), null));
    }

    /** Notes what other replicas would hear of. */
    private final class Recording implements FarTier {

        @Override
        public Future<List<Kept>> find(CacheKey key, MultiMap request, Reading reading, Duration atMost) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public void keep(Kept one) {}

        @Override
        public void forget(CacheKey key) {}

        @Override
        public void drop(Dropped what) {
            dropped.add(what);
        }

        @Override
        public void start() {}

        @Override
        public Future<Void> stop() {
            return Future.succeededFuture();
        }
    }
}
