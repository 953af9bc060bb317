package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that two parsers could read differently, or that could lead out of a provider's base path, are refused. */
class TargetRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/stripe",
                "/stripe/",
                "/stripe/v1/refunds",
                "/stripe/v1/refunds?limit=3&a[]=b",
                "/stripe/a%20b",
                "/stripe/%7Etilde/~x",
                "/stripe/...",
                "/stripe/..a/b..",
                "/stripe/a.b/.well-known",
                "/stripe/.%2e.",
                "/stripe?x=../..",
                "/stripe/v1?next=/../x",
                "/stripe/v1?x=%0d",
                "/stripe/v1?x=%0a",
                "/stripe/?",
                "/stripe/?a?b",
                "/stripe/%C3%A9",
                "/stripe/a:b@c!$&'()*+,=",
                "/stripe/%ff",
                "/stripe/a%2fb",
                "/stripe/a;b=c",
                "/stripe/a\\b"
            })
    void acceptable(String target) {
        assertThat(TargetRules.fault(target)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                    it does not start with '/'",
        "stripe/v1,             it does not start with '/'",
        "*,                     it does not start with '/'",
        "https://a.example/x,   it does not start with '/'",
        "/..,                   it holds a dot segment",
        "/stripe/..,            it holds a dot segment",
        "/stripe/.,             it holds a dot segment",
        "/stripe/../x,          it holds a dot segment",
        "/stripe/./x,           it holds a dot segment",
        "/stripe/..?a=b,        it holds a dot segment",
        "/stripe/%2e%2e/x,      it holds a dot segment",
        "/stripe/%2E%2e,        it holds a dot segment",
        "/stripe/.%2E/x,        it holds a dot segment",
        "/stripe/%2e./x,        it holds a dot segment",
        "/stripe/%2e,           it holds a dot segment",
        "/%2e%2e,               it holds a dot segment",
        "/stripe/a%00b,         it holds an encoded control character",
        "/stripe/?a=%00,        it holds an encoded control character",
        "/stripe/a%0db,         it holds an encoded control character",
        "/stripe/a%0Ab,         it holds an encoded control character",
        "/stripe?a=%0d%0a,      it holds an encoded control character",
        "/stripe/%,             its '%' at character 9",
        "/stripe/%2,            its '%' at character 9",
        "/stripe/%zz,           its '%' at character 9",
        "/stripe?x=%4,          its '%' at character 11",
        "'/stripe/a b',         its character 10 must be",
        "'/stripe/#x',          its character 9 must be",
        "/stripe/<x>,           its character 9 must be",
        "'/stripe/\"x\"',       its character 9 must be",
        "/stripe/é,             its character 9 must be",
        "/stripe/\u007f,        its character 9 must be"
    })
    void unacceptable(String target, String fault) {
        assertThat(TargetRules.fault(target)).startsWith(fault);
    }

    /** Where a route allows one of ; \ / in its paths, a server behind it may take that for the end of a segment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stripe/..;/x", "/stripe/..;a=b/x", "/stripe/%2e%2e;/x", "/stripe/..%3b/x", "/stripe/a;/..;b",
                "/stripe/..%2f..%2fx", "/stripe/a%2f..", "/stripe/a%2F%2e%2e%2Fx", "/stripe/..\\x", "/stripe/a\\..\\x",
                "/stripe/a%5c..%5cx", "/stripe/a%5C.%5cx", "/stripe/..%2f"
            })
    void no_special_character_hides_a_dot_segment(String target) {
        assertThat(TargetRules.fault(target)).isEqualTo("it holds a dot segment");
    }

    @ParameterizedTest
    @CsvSource({
        "/stripe/v1,             ''",
        "/stripe/v1?a=;%2f//\\,  ''",
        "/stripe/a;b,            ;",
        "/stripe/a%3bb,          ;",
        "/stripe/a%3B;,          ;;",
        "/stripe/a%2fb,          /",
        "/stripe/a%2Fb,          /",
        "/stripe//a,             /",
        "/stripe/a//,            /",
        "//stripe,               /",
        "/stripe/a\\b,           \\",
        "/stripe/a%5cb,          \\",
        "/stripe/a%5C;%2f,       \\;/"
    })
    void what_only_some_routes_allow_is_found(String target, String special) {
        assertThat(TargetRules.special(target)).isEqualTo(special);
    }
}
