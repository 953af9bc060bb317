package dev.breakwater.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.route.CachePolicy;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 sections 4.2.1 to 4.2.4, RFC 5861, and what a route may add to them. */
class LifetimeTest {

    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final CachePolicy SILENT = policy(null, null, null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cache-control: max-age=60 | 60",
                "cache-control: max-age=60, s-maxage=5 | 5",
                "cache-control: s-maxage=5; expires: Wed, 25 Nov 2026 13:00:00 GMT | 5",
                "cache-control: max-age=60; expires: Wed, 25 Nov 2026 13:00:00 GMT | 60",
                "date: Wed, 25 Nov 2026 11:59:00 GMT; expires: Wed, 25 Nov 2026 12:00:00 GMT | 60",
                "expires: Wed, 25 Nov 2026 12:00:10 GMT | 10",
                "expires: Wed, 25 Nov 2026 11:00:00 GMT | 0",
                "expires: 0 | 0",
                "expires: never | 0",
                "cache-control: max-age=x; expires: Wed, 25 Nov 2026 13:00:00 GMT | 0",
                "cache-control: max-age=60, no-cache | 0",
                "cache-control: public | 0",
                "last-modified: Sun, 06 Nov 1994 08:49:37 GMT | 0",
            })
    void freshness_is_what_the_provider_says_and_never_guessed(String headers, int seconds) {
        assertThat(of(headers, SILENT).fresh()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void a_route_adds_freshness_where_the_provider_says_nothing() {
        CachePolicy policy = policy(5, null, null);
        assertThat(of("", policy).fresh()).isEqualTo(Duration.ofSeconds(5));
        assertThat(of("cache-control: private", policy).fresh()).isEqualTo(Duration.ofSeconds(5));
        assertThat(Lifetime.of(404, headers(""), policy, NOW).fresh()).isZero();
    }

    @Test
    void where_the_provider_says_something_a_route_only_shortens_it() {
        assertThat(of("cache-control: max-age=60", policy(5, null, null)).fresh())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(of("cache-control: max-age=2", policy(5, null, null)).fresh())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(of("cache-control: max-age=0", policy(5, null, null)).fresh())
                .isZero();
        assertThat(of("expires: 0", policy(5, null, null)).fresh()).isZero();
        assertThat(of("cache-control: no-cache", policy(5, null, null)).fresh()).isZero();
        assertThat(of("cache-control: stale-if-error=60", policy(null, 5, null)).staleIfError())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(of("cache-control: stale-if-error=0", policy(null, 5, null)).staleIfError())
                .isZero();
        assertThat(of("cache-control: stale-while-revalidate=3", policy(null, null, 9))
                        .staleWhileRevalidate())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void the_windows_for_stale_answers_come_from_the_provider_or_the_route() {
        Lifetime said = of("cache-control: max-age=1, stale-if-error=60, stale-while-revalidate=30", SILENT);
        assertThat(said.staleIfError()).isEqualTo(Duration.ofSeconds(60));
        assertThat(said.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(30));
        Lifetime added = of("cache-control: max-age=1", policy(null, 60, 30));
        assertThat(added.staleIfError()).isEqualTo(Duration.ofSeconds(60));
        assertThat(added.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(30));
        assertThat(of("", SILENT).staleIfError()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=10", "no-cache", "no-cache=\"x\""})
    void what_the_provider_forbids_no_route_allows(String directive) {
        Lifetime lifetime =
                of("cache-control: " + directive + ", stale-if-error=60, stale-while-revalidate=60", policy(5, 60, 60));
        assertThat(lifetime.staleForbidden()).isTrue();
        assertThat(lifetime.staleIfError()).isZero();
        assertThat(lifetime.staleWhileRevalidate()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0 | 0",
                "'' | 1500 | 1500",
                "age: 10 | 500 | 10500",
                "age: 10, 20 | 0 | 10000",
                "age: x | 0 | 0",
                "date: Wed, 25 Nov 2026 11:59:30 GMT | 0 | 30000",
                "date: Wed, 25 Nov 2026 11:59:30 GMT; age: 40 | 0 | 40000",
                "date: Wed, 25 Nov 2026 12:05:00 GMT | 0 | 0",
            })
    void the_age_on_arrival_is_the_greater_of_two_readings(String headers, long delayMillis, long ageMillis) {
        assertThat(AnswerAge.onArrival(headers(headers), Duration.ofMillis(delayMillis), NOW))
                .isEqualTo(Duration.ofMillis(ageMillis));
    }

    static CachePolicy policy(Integer fresh, Integer staleIfError, Integer staleWhileRevalidate) {
        return new CachePolicy(seconds(fresh), seconds(staleIfError), seconds(staleWhileRevalidate), null, Set.of());
    }

    private static Duration seconds(Integer count) {
        return count == null ? null : Duration.ofSeconds(count);
    }

    private static Lifetime of(String headers, CachePolicy policy) {
        return Lifetime.of(200, headers(headers), policy, NOW);
    }

    /** {@code name: value; name: value}. */
    static MultiMap headers(String text) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : text.split("; ", -1)) {
            if (!line.isEmpty()) {
                headers.add(line.split(": ", 2)[0], line.split(": ", 2)[1]);
            }
        }
        return headers;
    }
}
