package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a template takes, and which template is the more exact. */
class PathTemplateTest {

    @ParameterizedTest
    @CsvSource({
        "/,                        /",
        "/v1/refunds,              /v1/refunds",
        "/v1/pi/{id},              /v1/pi/pi_1",
        "/v1/pi/{id},              /v1/pi/a%2Fb",
        "/v1/pi/{id}/capture,      /v1/pi/pi_1/capture",
        "/{a}/{b},                 /x/y",
        "/*,                       /",
        "/*,                       /x",
        "/*,                       /x/y/",
        "/v1/*,                    /v1/",
        "/v1/*,                    /v1/x/y",
        "/v1/x/,                   /v1/x/",
        "/v1/{id}/*,               /v1/x/y",
        "/v1/{id}/,                /v1/x/",
        "/%761/x,                  /v1/x",
        "/v1/a%2fb,                /v1/a%2fb",
        "/v1/a:b@c!$&()+=~,        /v1/a:b@c!$&()+=~"
    })
    void takes(String template, String path) {
        assertThat(PathTemplate.fault(template)).isNull();
        assertThat(PathTemplate.of(template).matches(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/refunds,              /v1/refunds/",
        "/v1/refunds,              /v1/refund",
        "/v1/refunds,              /v1/Refunds",
        "/v1/refunds,              /v1",
        "/v1/refunds,              /v1/refunds2",
        "/v1/pi/{id},              /v1/pi/",
        "/v1/pi/{id},              /v1/pi",
        "/v1/pi/{id},              /v1/pi/a/b",
        "/v1/pi/{id}/capture,      /v1/pi//capture",
        "/v1/*,                    /v1",
        "/v1/*,                    /v2/x",
        "/v1/x/,                   /v1/x",
        "/{a},                     /",
        "/,                        //",
        "/,                        /x",
        "/v1/{id}/,                /v1//"
    })
    void does_not_take(String template, String path) {
        assertThat(PathTemplate.of(template).matches(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1/refunds      | must start with '/'",
                "''              | must start with '/'",
                "/v1//refunds    | has the segment ''",
                "//              | has the segment ''",
                "/v1/{id}x       | has the segment '{id}x'",
                "/v1/{Id}        | has the segment '{Id}'",
                "/v1/{}          | has the segment '{}'",
                "/v1/*/x         | has the segment '*'",
                "/v1/x?a=b       | has the segment 'x?a=b'",
                "/v1/a;b         | has the segment 'a;b'",
                "/v1/100%        | has the segment '100%'",
                "/v1/%zz         | has the segment '%zz'"
            })
    void tells_what_is_wrong_with_a_template(String template, String fault) {
        assertThat(PathTemplate.fault(template)).startsWith(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/..", "/v1/./x", "/%2e%2E/x", "/v1/.%2e"})
    void a_template_that_no_request_can_have_is_told(String template) {
        assertThat(PathTemplate.fault(template)).contains("dot segment");
    }

    @Test
    void the_more_exact_comes_first() {
        List<String> inOrder = List.of(
                "/v1/pi/search",
                "/v1/pi/{id}/capture",
                "/v1/pi/{id}/{what}",
                "/v1/pi/{id}",
                "/v1/pi/*",
                "/v1/{kind}/{id}",
                "/v1/{kind}/*",
                "/v1/*",
                "/{version}/pi",
                "/{version}/*",
                "/*");
        List<PathTemplate> shuffled = new ArrayList<>();
        inOrder.forEach(text -> shuffled.add(PathTemplate.of(text)));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            Collections.sort(shuffled);
            assertThat(shuffled)
                    .extracting(PathTemplate::toString)
                    .filteredOn(inOrder::contains)
                    .satisfies(sorted -> assertBefore(sorted, "/v1/pi/search", "/v1/pi/{id}"))
                    .satisfies(sorted -> assertBefore(sorted, "/v1/pi/{id}", "/v1/pi/*"))
                    .satisfies(sorted -> assertBefore(sorted, "/v1/pi/{id}/capture", "/v1/pi/{id}/{what}"))
                    .satisfies(sorted -> assertBefore(sorted, "/v1/pi/*", "/v1/{kind}/{id}"))
                    .satisfies(sorted -> assertBefore(sorted, "/v1/{kind}/{id}", "/v1/{kind}/*"))
                    .satisfies(sorted -> assertBefore(sorted, "/v1/{kind}/*", "/v1/*"))
                    .satisfies(sorted -> assertBefore(sorted, "/v1/*", "/{version}/pi"))
                    .satisfies(
                            sorted -> assertThat(sorted.get(sorted.size() - 1)).isEqualTo("/*"));
        }
    }

    private static void assertBefore(List<? extends String> sorted, String first, String second) {
        assertThat(sorted.indexOf(first)).as("%s before %s", first, second).isLessThan(sorted.indexOf(second));
    }

    @Property(tries = 2000)
    void the_order_is_one(
            @ForAll("templates") PathTemplate a,
            @ForAll("templates") PathTemplate b,
            @ForAll("templates") PathTemplate c) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        if (a.compareTo(b) < 0 && b.compareTo(c) < 0) {
            assertThat(a.compareTo(c)).as("%s < %s < %s", a, b, c).isNegative();
        }
        if (a.compareTo(b) == 0 && b.compareTo(c) <= 0) {
            assertThat(a.compareTo(c)).as("%s = %s <= %s", a, b, c).isNotPositive();
        }
    }

    @Provide
    Arbitrary<PathTemplate> templates() {
        return Arbitraries.of("a", "b", "{x}")
                .list()
                .ofMaxSize(3)
                .flatMap(segments -> Arbitraries.of("", "/*", "/a")
                        .map(last -> PathTemplate.of((segments.isEmpty() ? "" : "/" + String.join("/", segments))
                                + (segments.isEmpty() && last.isEmpty() ? "/" : last))));
    }

    @Test
    void holes_of_other_names_are_the_same_template() {
        assertThat(PathTemplate.of("/v1/{id}"))
                .isEqualTo(PathTemplate.of("/v1/{name}"))
                .hasSameHashCodeAs(PathTemplate.of("/v1/{name}"));
        assertThat(PathTemplate.of("/v1/{id}")).isNotEqualTo(PathTemplate.of("/v1/{id}/*"));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/refunds,               refunds",
        "/%761/refund%73,           refunds",
        "/%76%31/%72%65funds,       refunds",
        "/v1/re%66unds,             refunds",
        "/v1/re%2Ffunds,            unmatched-write",
        "/v1/refunds%20,            unmatched-write",
        "/v1/pi/p%2Fi/capture,      capture",
        "/v1/%70i/x/capture,        capture"
    })
    void an_encoded_unreserved_character_is_that_character(String path, String route) {
        ProviderRoutes routes = RoutesFromYaml.read("""
                        p:
                          base-url: https://p.example
                          contract: none
                          routes:
                            - { name: refunds, match: POST /v1/refunds }
                            - { name: capture, match: "POST /v1/pi/{id}/capture" }
                        """).provider("p");
        assertThat(routes.match("POST", Target.of("/p" + path, "")).scope().route())
                .isEqualTo(route);
    }
}
