package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a target is cut: the provider's name in front, the rest byte for byte as received. */
class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "/stripe/v1/refunds,             stripe, /v1/refunds,   /v1/refunds",
        "/stripe/v1/refunds?a=b&c=%2F,   stripe, /v1/refunds,   /v1/refunds?a=b&c=%2F",
        "/stripe,                        stripe, /,             /",
        "/stripe/,                       stripe, /,             /",
        "/stripe?x=/y,                   stripe, /,             /?x=/y",
        "/stripe/?x=/y?z,                stripe, /,             /?x=/y?z",
        "/stripe/a%2Fb/%7Ec,             stripe, /a%2Fb/%7Ec,   /a%2Fb/%7Ec",
        "/stripe//v1,                    stripe, //v1,          //v1",
        "/stripe/v1?,                    stripe, /v1,           /v1?",
        "//stripe/v1,                    '',     /stripe/v1,    /stripe/v1",
        "/,                              '',     /,             /",
        "/?a=/b,                         '',     /,             /?a=/b",
        "/-,                             -,      /,             /"
    })
    void is_cut_after_the_provider(String uri, String provider, String path, String pathAndQuery) {
        assertThat(Target.of(uri, ";")).isEqualTo(new Target(provider, path, pathAndQuery, ";"));
    }
}
