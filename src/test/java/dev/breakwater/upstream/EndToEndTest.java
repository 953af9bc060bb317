package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to one connection stays behind; all else passes as it was, in its order. */
class EndToEndTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Expect",
                "keep-alive",
                "UPGRADE",
                "tE",
                "Breakwater-Outcome",
                "breakwater-key",
                "BREAKWATER-ANYTHING",
                ":authority",
                ":status"
            })
    void stays_behind(String name) {
        assertThat(copy(headers(name, "x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "Authorization",
                "Content-Type",
                "Date",
                "Digest",
                "Breakwater",
                "Cookie",
                "Set-Cookie",
                "Tea",
                "Idempotency-Key",
                "Idempotent-Replayed",
                "Stripe-Account",
                "Trailers",
                "Upgrade-Insecure-Requests",
                "X-A-Name-That-Is-Longer-Than-Thirty-Two-Characters",
                "Proxy-Status",
                "Via",
                "X"
            })
    void passes(String name) {
        assertThat(copy(headers(name, "x"))).hasToString(name + "=x\n");
    }

    @Test
    void whatever_connection_names_stays_behind_too() {
        MultiMap received = headers("Connection", "close, X-Private ,x-other");
        received.add("connection", "KEEP-ALIVE, X-third");
        received.add("X-PRIVATE", "1")
                .add("X-Other", "2")
                .add("x-Third", "3")
                .add("X-Public", "4")
                .add("Close", "5");
        assertThat(copy(received)).hasToString("X-Public=4\n");
    }

    @Test
    void values_stay_as_they_are_and_in_their_order() {
        MultiMap received = headers("Set-Cookie", "a=1; Path=/");
        received.add("X-Empty", "").add("set-cookie", "b=2,c").add("Set-Cookie", "a=1; Path=/");
        MultiMap copied = copy(received);
        assertThat(copied.getAll("set-cookie")).containsExactly("a=1; Path=/", "b=2,c", "a=1; Path=/");
        assertThat(copied.get("x-empty")).isEmpty();
        assertThat(copied.entries().stream().map(Map.Entry::getKey))
                .containsExactly("Set-Cookie", "X-Empty", "set-cookie", "Set-Cookie");
    }

    @Test
    void an_empty_connection_header_takes_nothing_else_away() {
        assertThat(copy(headers("Connection", "").add("X-A", "1").add("Accept", "*/*")))
                .hasSize(2);
        assertThat(copy(headers("Connection", ",, ,").add("X-A", "1"))).hasSize(1);
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }

    private static MultiMap copy(MultiMap received) {
        return EndToEnd.copy(received, HttpHeaders.headers());
    }
}
