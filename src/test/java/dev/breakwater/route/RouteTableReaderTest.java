package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.Policy.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers and routes come of a configuration, and what is said of one that is wrong. */
class RouteTableReaderTest {

    private static final String BROKEN = """
            Stripe: { base-url: https://a.example, contract: none }
            nowhere: { contract: none }
            nothing: { base-url: https://b.example, contract: none, unlisted: refuse }
            psp:
              base-url: http://api.psp.example
              contract: pps
              credential: { header: "Own Key", value: "" }
              connect-timeout: 5ms
              http: http-3
              allow-plain-text: maybe
              allow-link-local: 1
              unlisted: drop
              bulkhead: 0
              attempt-timeout: 31s
              deadline: 30s
              body-max: 65MiB
              answer-held: lots
              answer-max: 1B
              allow-in-target: "%"
              breaker: { enabled: sometimes }
              retry: { attempts: 0, backoff: 0s, backoff-max: soon, budget: 120% }
              routes:
                - { name: Refunds, match: POST /v1/refunds }
                - { name: unmatched-read, match: post /v1/x }
                - { name: trace, match: TRACE /v1/x }
                - { name: trace, match: "GET /v1/{Id}" }
                - { name: a, match: "GET /v1/{id}" }
                - { name: b, match: "GET /v1/{name}", kind: maybe }
                - { name: c, match: PUT /v1/c, attempt-timeout: 40s, retry: { budget: 10% } }
                - name: d
                  match: PUT /v1/d
                  attempt-timeout: 1s
                  breaker: { window: 0s, failure-ratio: 0, slow-call: 2s, minimum-calls: 0, open-for: 2h, probes: 0 }
                - { match: PUT /v1/e, bulkhead: -1 }
                - { name: f }
            """;

    @Test
    void all_faults_are_told_at_once_each_with_key_value_and_cure() {
        Faults faults = new Faults();
        RoutesFromYaml.read(BROKEN, faults);
        String p = "breakwater.providers.psp.";
        String named = "cannot name a route; use 1 to 63 of a-z, 0-9 and '-', not starting with '-'";
        String units = "; write it like 250ms, 10s, 5m or 20h";
        assertThat(faults.all())
                .containsExactlyInAnyOrder(
                        "breakwater.providers: 'Stripe' cannot name a provider; use 1 to 63 of a-z, 0-9 and '-', not"
                                + " starting with '-' ('-' itself is reserved for /-/...)",
                        "breakwater.providers.nowhere.base-url: '' is not an http or https URL with a host; write it"
                                + " like https://api.stripe.com",
                        "breakwater.providers.nothing.routes: are none, and unlisted is 'refuse', so that every call"
                                + " would be refused; list routes or set unlisted: forward",
                        p + "base-url: 'http://api.psp.example' sends payments unencrypted; use https, or set"
                                + " allow-plain-text: true if something else encrypts them",
                        p
                                + "contract: 'pps' is no built-in contract; those are adyen, checkout, none, paypal, sandbox, stripe,"
                                + " stripe-v2; a file of your own ends in .yaml",
                        p + "credential.header: 'Own Key' is not a header name; write it like Authorization",
                        p + "credential.value: is empty or has characters that no header value may have; set it from a"
                                + " secret, such as Bearer ${STRIPE_SECRET_KEY}",
                        p + "connect-timeout: '5ms' is not a duration from 10ms to 60s" + units,
                        p + "http: 'http-3' is not known; known are http-1-1, http-2",
                        p + "allow-plain-text: 'maybe' is neither true nor false",
                        p + "allow-link-local: '1' is neither true nor false",
                        p + "unlisted: 'drop' is not known; known are forward, refuse",
                        p + "bulkhead: '0' is not a whole number from 1 to 100000",
                        p + "attempt-timeout: '31s' is longer than the deadline in force, 30000ms; shorten it, or set a"
                                + " longer deadline beside it",
                        p + "body-max: '65MiB' is not a size from 0 to 67108864 bytes; write it like 256KiB or 1MiB",
                        p + "answer-held: 'lots' is not a size from 0 to 16777216 bytes; write it like 256KiB or 1MiB",
                        p + "answer-max: '1B' is not a size from 1024 to 1099511627776 bytes; write it like 256KiB or"
                                + " 1MiB",
                        p + "allow-in-target: '%' may name only ; \\ and / (each also allows its percent-encoded form)",
                        p + "breaker.enabled: 'sometimes' is neither true nor false",
                        p + "retry.attempts: '0' is not a whole number from 1 to 10",
                        p + "retry.backoff: '0s' is not a duration from 1ms to 600s" + units,
                        p + "retry.backoff-max: 'soon' is not a duration from 1ms to 600s" + units,
                        p + "retry.budget: '120%' is not a share from 0 and up to 1; write it like 0.2 or 20%",
                        p + "routes[0].name: 'Refunds' " + named,
                        p + "routes[1].name: 'unmatched-read' is reserved for requests that no route matches; choose"
                                + " another",
                        p + "routes[1].match: 'post /v1/x' is not a method and a path; write it like POST /v1/refunds",
                        p + "routes[2].match: 'TRACE /v1/x' has a method that is never passed on; remove the route",
                        p + "routes[3].name: 'trace' names another route of this provider already; choose another",
                        p + "routes[3].match: 'GET /v1/{Id}' has a path that has the segment '{Id}'; a segment is"
                                + " literal text, a hole like {id}, or a last *",
                        p + "routes[5].match: 'GET /v1/{name}' matches the same requests as the route 'a'; remove one",
                        p + "routes[5].kind: 'maybe' is not known; known are read, write",
                        p + "routes[6].attempt-timeout: '40s' is longer than the deadline in force, 30000ms; shorten"
                                + " it, or set a longer deadline beside it",
                        p + "routes[6].retry.budget: '10%' belongs to the provider, one budget for all its routes; set"
                                + " its retry.budget",
                        p + "routes[7].breaker.slow-call: '2s' is longer than the attempt-timeout, so that no call"
                                + " could ever be slow; make it shorter",
                        p + "routes[7].breaker.window: '0s' is not a duration from 100ms to 1h" + units,
                        p + "routes[7].breaker.failure-ratio: '0' is not a share above 0 and up to 1; write it like 0.2"
                                + " or 20%",
                        p + "routes[7].breaker.minimum-calls: '0' is not a whole number from 1 to 100000",
                        p + "routes[7].breaker.open-for: '2h' is not a duration from 10ms to 1h" + units,
                        p + "routes[7].breaker.probes: '0' is not a whole number from 1 to 1000",
                        p + "routes[8].name: '' " + named,
                        p + "routes[8].bulkhead: '-1' is not a whole number from 1 to 100000",
                        p + "routes[9].match: '' is not a method and a path; write it like POST /v1/refunds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                             | is not an http or https URL with a host",
                "api.stripe.com                 | is not an http or https URL with a host",
                "ftp://api.stripe.com           | is not an http or https URL with a host",
                "https://                       | is not a URL",
                "https://a b                    | is not a URL",
                "https:///path                  | is not an http or https URL with a host",
                "https://under_score.example    | is not an http or https URL with a host",
                "https://user:pw@a.example      | has a user, a query or a fragment",
                "https://a.example/?q=1         | has a user, a query or a fragment",
                "https://a.example/#f           | has a user, a query or a fragment",
                "https://a.example/v1/../x      | has dot segments or empty segments",
                "https://a.example//x           | has dot segments or empty segments",
                "https://a.example:0            | has a port that is none; use 1 to 65535",
                "https://a.example:65536        | has a port that is none; use 1 to 65535",
                "http://a.example               | sends payments unencrypted",
                "http://127.0.0.1.a.example     | sends payments unencrypted",
                "http://localhost.a.example     | sends payments unencrypted"
            })
    void no_base_url(String text, String fault) {
        Faults faults = new Faults();
        RoutesFromYaml.read("p: { base-url: '" + text + "', contract: none }", faults);
        assertThat(faults.all())
                .singleElement()
                .asString()
                .startsWith("breakwater.providers.p.base-url: '" + text + "' " + fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.stripe.com",
                "https://api.stripe.com/",
                "https://a.example:8443/checkout/v71",
                "http://localhost:8090",
                "http://127.0.0.1",
                "http://[::1]:8090/x",
                "https://[2001:db8::1]"
            })
    void a_base_url(String text) {
        ProviderSettings settings = RoutesFromYaml.read("p: { base-url: '" + text + "', contract: none }")
                .provider("p")
                .settings();
        assertThat(settings.baseUrl()).isEqualTo(URI.create(text));
        assertThat(settings.basePath()).doesNotEndWith("/");
    }

    @Test
    void where_nothing_is_set_the_defaults_hold() {
        ProviderRoutes p = RoutesFromYaml.read("p: { base-url: https://p.example, contract: none }")
                .provider("p");
        ProviderSettings settings = p.settings();
        assertThat(settings.credential()).isNull();
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.bulkhead()).isEqualTo(200);
        assertThat(settings.retryBudget()).isEqualTo(0.2);
        assertThat(settings.transport()).isEqualTo(new ProviderSettings.Transport(false, Optional.empty(), false));
        assertThat(policy(p, "POST", "/x"))
                .isEqualTo(new Policy(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        0,
                        new BreakerPolicy(
                                Duration.ofSeconds(30), 0.5, Duration.ofSeconds(5), 20, Duration.ofSeconds(10), 3),
                        new RetryPolicy(2, Duration.ofMillis(100), Duration.ofSeconds(2)),
                        new Limits(262_144, 262_144, 1_073_741_824, ""),
                        WritePolicy.REFUSED,
                        null));
    }

    @Test
    void a_route_takes_from_its_provider_what_it_does_not_set() {
        ProviderRoutes p = RoutesFromYaml.read("""
                        p:
                          base-url: https://p.example
                          contract: none
                          bulkhead: 50
                          attempt-timeout: 4s
                          deadline: 8s
                          body-max: 1KiB
                          allow-in-target: ";"
                          breaker: { window: 5s, probes: 7 }
                          retry: { attempts: 4, budget: 50% }
                          routes:
                            - { name: plain, match: POST /plain }
                            - name: own
                              match: POST /own
                              bulkhead: 5
                              deadline: 2s
                              body-max: 2KiB
                              allow-in-target: "/"
                              breaker: { window: 6s }
                              retry: { backoff: 1ms }
                            - { name: bare, match: POST /bare, breaker: { enabled: false } }
                        """).provider("p");
        Policy around = policy(p, "POST", "/elsewhere");
        Policy plain = policy(p, "POST", "/plain");
        Policy own = policy(p, "POST", "/own");
        assertThat(plain).isEqualTo(around);
        assertThat(plain.bulkhead()).as("a route's bulkhead is its own").isZero();
        assertThat(own.bulkhead()).isEqualTo(5);
        assertThat(own.attemptTimeout()).as("no longer than the deadline").isEqualTo(Duration.ofSeconds(2));
        assertThat(own.deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(own.breaker().window()).isEqualTo(Duration.ofSeconds(6));
        assertThat(own.breaker().probes()).isEqualTo(7);
        assertThat(own.breaker().slowCall()).as("no longer than an attempt").isEqualTo(Duration.ofSeconds(2));
        assertThat(own.retry()).isEqualTo(new RetryPolicy(4, Duration.ofMillis(1), Duration.ofSeconds(2)));
        assertThat(own.limits().bodyMax()).isEqualTo(2048);
        assertThat(own.limits().allowedInTarget()).isEqualTo("/");
        assertThat(plain.limits().allowedInTarget()).isEqualTo(";");
        assertThat(policy(p, "POST", "/bare").breaker()).isNull();
        assertThat(p.settings().retryBudget()).isEqualTo(0.5);
        assertThat(p.settings().bulkhead()).isEqualTo(50);
    }

    @Test
    void a_breaker_that_the_provider_switched_off_can_be_switched_on_for_a_route() {
        ProviderRoutes p = RoutesFromYaml.read("""
                        p:
                          base-url: https://p.example
                          contract: none
                          breaker: { enabled: false }
                          routes: [{ name: a, match: GET /a, breaker: { enabled: true } }]
                        """).provider("p");
        assertThat(policy(p, "GET", "/b").breaker()).isNull();
        assertThat(policy(p, "GET", "/a").breaker()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /v1/pi/pi_1,  one-pi,          READ",
        "POST,    /v1/pi/pi_1,  any-pi,          WRITE",
        "GET,     /v1/pi/find,  find,            READ",
        "POST,    /v1/pi/find,  any-pi,          WRITE",
        "POST,    /v1/search,   search,          READ",
        "HEAD,    /v1/pi/pi_1,  any-pi,          WRITE",
        "GET,     /v1/other,    unmatched-read,  READ",
        "HEAD,    /v1/other,    unmatched-read,  READ",
        "OPTIONS, /v1/other,    unmatched-read,  READ",
        "POST,    /v1/other,    unmatched-write, WRITE",
        "DELETE,  /,            unmatched-write, WRITE",
        "get,     /v1/other,    unmatched-write, WRITE"
    })
    void the_most_exact_route_takes_a_request(String method, String path, String route, Kind kind) {
        Route found = RoutesFromYaml.read("""
                        p:
                          base-url: https://p.example
                          contract: none
                          routes:
                            - { name: any-pi, match: "* /v1/pi/{id}" }
                            - { name: one-pi, match: "GET /v1/pi/{id}" }
                            - { name: find, match: GET /v1/pi/find }
                            - { name: search, match: POST /v1/search, kind: read }
                        """).provider("p").match(method, Target.of("/p" + path, ""));
        assertThat(found.scope().route()).isEqualTo(route);
        assertThat(found.kind()).isEqualTo(kind);
    }

    @Test
    void without_unlisted_paths_only_the_routes_are_there() {
        ProviderRoutes p = RoutesFromYaml.read("""
                        p:
                          base-url: https://p.example
                          contract: none
                          unlisted: refuse
                          routes:
                            - { name: a, match: GET /a }
                            - { name: b, match: POST /a }
                        """).provider("p");
        assertThat(p.match("PUT", Target.of("/p/a", ""))).isNull();
        assertThat(p.methodsAt(Target.of("/p/a", ""))).containsExactly("GET", "POST");
        assertThat(p.methodsAt(Target.of("/p/b", ""))).isEmpty();
    }

    @Test
    void a_secret_is_never_shown() {
        String secret = "sk_live_very_secret";
        ProviderRoutes p = RoutesFromYaml.read("p: { base-url: https://p.example, contract: none, credential: { header:"
                        + " Authorization, value: Bearer " + secret + " } }")
                .provider("p");
        assertThat(p.settings().toString()).doesNotContain(secret).contains("Authorization: (hidden)");

        Faults faults = new Faults();
        RoutesFromYaml.read(
                "p: { base-url: https://p.example, contract: none, credential: { header: A, value: \"" + secret
                        + "\\n\\u00e9\" } }",
                faults);
        assertThat(faults.all()).singleElement().asString().doesNotContain(secret);
    }

    @Test
    void a_name_that_needs_quotes_is_told_with_a_key_that_can_be_written() {
        Faults faults = new Faults();
        RoutesFromYaml.read("""
                "a.b c": { contract: none }
                """, faults);
        assertThat(faults.all())
                .containsExactlyInAnyOrder(
                        "breakwater.providers: 'a.b c' cannot name a provider; use 1 to 63 of a-z, 0-9 and '-', not"
                                + " starting with '-' ('-' itself is reserved for /-/...)",
                        "breakwater.providers.\"a.b c\".base-url: '' is not an http or https URL with a host; write it"
                                + " like https://api.stripe.com");
    }

    @Test
    void no_provider_at_all() {
        Faults faults = new Faults();
        new RouteTableReader(faults).read(Map::of);
        assertThat(faults.all()).isEqualTo(List.of("breakwater.providers: is empty; name at least one provider"));
    }

    private static Policy policy(ProviderRoutes provider, String method, String path) {
        return provider.match(method, Target.of("/p" + path, "")).policy();
    }
}
