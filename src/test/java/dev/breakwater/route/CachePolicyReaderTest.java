package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route says about kept answers, and about those that its writes make out of date. */
class CachePolicyReaderTest {

    @Test
    void without_any_of_its_keys_there_is_no_cache() {
        assertThat(cache("match: GET /x")).isNull();
        assertThat(cache("match: GET /x, cache: { enabled: false, fresh: 5s }")).isNull();
    }

    @Test
    void one_of_its_keys_is_enough_and_what_is_left_out_is_left_to_the_provider() {
        CachePolicy policy = cache("match: GET /x, cache: { stale-if-error: 10m, headers-ignored: [X-Noise] }");
        assertThat(policy.staleIfError()).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.fresh()).isNull();
        assertThat(policy.staleWhileRevalidate()).isNull();
        assertThat(policy.headersIgnored()).containsExactly("x-noise");
        assertThat(cache("match: GET /x, cache: { enabled: true }")).isNotNull();
        assertThat(cache("match: HEAD /x, cache: { fresh: 0s }").fresh()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match: POST /x, cache: { fresh: 5s } | cache.enabled",
                "match: POST /x, kind: read, cache: { fresh: 5s } | cache.enabled",
                "match: GET /x, kind: write, cache: { fresh: 5s } | cache.enabled",
                "match: GET /x, cache: { fresh: soon } | cache.fresh",
                "match: GET /x, cache: { stale-if-error: 31d } | cache.stale-if-error",
                "match: GET /x, cache: { lane: 'path:id' } | cache.lane",
                "match: GET /x, cache: { lane: 'json:/id' } | cache.lane",
                "match: GET /x, cache: { headers-ignored: ['no header'] } | cache.headers-ignored",
                "match: GET /x, invalidates: [/y] | invalidates",
                "match: 'POST /x/{id}', invalidates: ['/y/{other}'] | invalidates",
                "match: 'POST /x/{id}', invalidates: ['/y/{lane}'] | invalidates",
                "match: 'POST /x/{id}', invalidates: ['y'] | invalidates",
                "match: 'POST /x/{id}', invalidates: ['/y/*'] | invalidates",
            })
    void what_cannot_be_is_a_fault_that_names_its_key(String route, String key) {
        Faults faults = new Faults();
        RoutesFromYaml.read(yaml(route), faults);
        assertThat(faults.all()).hasSize(1).allMatch(fault -> fault.contains("routes[0]." + key));
    }

    @Test
    void a_write_names_reads_by_the_holes_of_its_path_and_by_its_lane() {
        Route route = route("match: 'POST /v1/{kind}/{id}/act', when-unavailable: queue, lane: 'form:payment', "
                + "invalidates: ['/v1/things/{id}', '/v1/of/{lane}/all', /v1/all]");
        Exchange exchange =
                new Exchange("POST", Target.of("/p/v1/a/b%2Fc/act?q", ""), MultiMap.caseInsensitiveMultiMap(), 0);
        exchange.arrived(Buffer.buffer("payment=x+%2F%C3%BC"));
        String lane = route.policy().writes().lane().of(exchange);

        List<String> paths = route.policy().writes().invalidates().stream()
                .map(template -> String.valueOf(template.path(exchange, lane)))
                .toList();

        assertThat(paths).containsExactly("/v1/things/b%2Fc", "/v1/of/x%20%2F%C3%BC/all", "/v1/all");
        assertThat(route.policy().writes().invalidates().get(1).path(exchange, null))
                .isNull();
    }

    private static CachePolicy cache(String route) {
        return route(route).policy().cache();
    }

    private static Route route(String route) {
        return RoutesFromYaml.read(yaml(route)).provider("p").all().get(0);
    }

    private static String yaml(String route) {
        return "p: { base-url: https://p.example, contract: none, routes: [{ name: r, " + route + " }] }";
    }
}
