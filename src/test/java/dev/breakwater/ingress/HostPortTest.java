package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link HostPort} against the regular expression that says the same. */
class HostPortTest {

    private static final Pattern SAME =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?");

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "a", "api.stripe.com:443", "127.0.0.1:8080", "[::1]", "[::1]:65535", "a_b~%41"})
    void takes(String host) {
        assertThat(HostPort.isValid(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a:",
                "a:123456",
                "a:8o",
                "a b",
                "a/b",
                "a@b",
                "ä",
                "[]",
                "[:]",
                "[::1",
                "[::1]a",
                "[::1]:",
                "[g::]",
                "::1",
                "a:1:2",
                "]",
                "a]"
            })
    void refuses(String host) {
        assertThat(HostPort.isValid(host)).isFalse();
    }

    @Property
    void agreesOnShortOnes(
            @ForAll @Chars({'a', 'F', '1', ':', '.', '[', ']', ' ', '-', '\u00e4'}) @StringLength(max = 9)
                    String host) {
        assertThat(HostPort.isValid(host)).isEqualTo(SAME.matcher(host).matches());
    }

    @Property
    void agreesOnLongOnes(@ForAll @CharRange(from = '0', to = ':') @StringLength(min = 40, max = 300) String host) {
        assertThat(HostPort.isValid(host)).isEqualTo(SAME.matcher(host).matches());
        assertThat(HostPort.isValid("[" + host + "]"))
                .isEqualTo(SAME.matcher("[" + host + "]").matches());
    }
}
