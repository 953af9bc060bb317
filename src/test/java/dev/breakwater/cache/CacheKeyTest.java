package dev.breakwater.cache;

import static dev.breakwater.cache.LifetimeTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.CachePolicy;
import dev.breakwater.route.ProviderSettings.Credential;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells one answer from another. */
class CacheKeyTest {

    private static final Scope SCOPE = new Scope("p", "r");
    private static final CachePolicy POLICY = LifetimeTest.policy(5, null, null);
    private static final Credential OURS = new Credential("Authorization", "Bearer ours");

    private record Named(String name, String tenant) implements Client {
        @Override
        public boolean mayUse(String provider) {
            return true;
        }

        @Override
        public long takeQuota() {
            return 0;
        }
    }

    @Test
    void a_client_is_told_from_another_and_from_a_tenant_of_its_name() {
        assertThat(key("a", null, "/p/x", "")).isNotEqualTo(key("b", null, "/p/x", ""));
        assertThat(key("a", null, "/p/x", "")).isNotEqualTo(key("b", "a", "/p/x", ""));
        assertThat(key("a", "t", "/p/x", "")).isEqualTo(key("b", "t", "/p/x", ""));
    }

    @Test
    void path_and_query_count_as_received() {
        String plain = key("a", null, "/p/x", "").hash();
        assertThat(key("a", null, "/p/x?", "").hash()).isNotEqualTo(plain);
        assertThat(key("a", null, "/p/x?a=1&b=2", "").hash())
                .isNotEqualTo(key("a", null, "/p/x?b=2&a=1", "").hash());
        assertThat(key("a", null, "/p/X", "").hash()).isNotEqualTo(plain);
    }

    @Test
    void all_spellings_of_a_path_are_invalidated_together() {
        assertThat(key("a", null, "/p/%78?q", "").path())
                .isEqualTo(key("b", "t", "/p/x", "").path())
                .isEqualTo(CacheKey.path("p", "/x"));
        assertThat(CacheKey.path("q", "/x")).isNotEqualTo(CacheKey.path("p", "/x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stripe-account", "authorization", "x-api-key", "cookie", "stripe-version", "x-whatever"})
    void a_header_that_may_select_an_account_is_never_overlooked(String name) {
        assertThat(passedThrough(name + ": 1")).isNotEqualTo(passedThrough(name + ": 2"));
        assertThat(passedThrough(name + ": 1")).isNotEqualTo(passedThrough(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept-language",
                "user-agent",
                "traceparent",
                "x-request-id",
                "x-forwarded-for",
                "cache-control"
            })
    void headers_that_select_nothing_or_are_varied_by_do_not_count(String name) {
        assertThat(passedThrough(name + ": 1")).isEqualTo(passedThrough(name + ": 2"));
    }

    @Test
    void our_own_credential_counts_and_the_one_that_it_replaces_does_not() {
        assertThat(key("a", null, "/p/x", "authorization: theirs")).isEqualTo(key("a", null, "/p/x", ""));
        CacheKey other = CacheKey.of(
                exchange("a", null, "/p/x", ""), SCOPE, POLICY, new Credential("Authorization", "Bearer another"));
        assertThat(other).isNotEqualTo(key("a", null, "/p/x", ""));
    }

    @Test
    void a_route_may_name_headers_that_do_not_count() {
        CachePolicy ignoring = new CachePolicy(null, null, null, null, Set.of("x-noise"));
        assertThat(CacheKey.of(exchange("a", null, "/p/x", "x-noise: 1"), SCOPE, ignoring, OURS))
                .isEqualTo(CacheKey.of(exchange("a", null, "/p/x", "x-noise: 2"), SCOPE, ignoring, OURS));
    }

    private static CacheKey passedThrough(String headers) {
        return CacheKey.of(exchange("a", null, "/p/x", headers), SCOPE, POLICY, null);
    }

    private static CacheKey key(String client, String tenant, String uri, String headers) {
        return CacheKey.of(exchange(client, tenant, uri, headers), SCOPE, POLICY, OURS);
    }

    private static Exchange exchange(String client, String tenant, String uri, String headers) {
        Exchange exchange = new Exchange("GET", Target.of(uri, ""), headers(headers), 0);
        exchange.authenticated(new Named(client, tenant));
        return exchange;
    }
}
