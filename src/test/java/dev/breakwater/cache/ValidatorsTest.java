package dev.breakwater.cache;

import static dev.breakwater.cache.LifetimeTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Scope;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 section 13, RFC 9111 section 4.3. */
class ValidatorsTest {

    private static final String SUNDAY = "Sun, 06 Nov 1994 08:49:37 GMT";

    @Test
    void both_validators_are_sent_instead_of_the_clients() {
        MultiMap request = headers("if-none-match: \"client\"; if-modified-since: never; x-own: 1");
        Validators.ask(request, stored("etag: W/\"a\"; last-modified: " + SUNDAY));
        assertThat(request.get("If-None-Match")).isEqualTo("W/\"a\"");
        assertThat(request.get("If-Modified-Since")).isEqualTo(SUNDAY);
        assertThat(request.get("X-Own")).isEqualTo("1");
        Validators.ask(request, null);
        assertThat(request.contains("If-None-Match")).isFalse();
        assertThat(request.contains("If-Modified-Since")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etag: \"a\" | etag: \"a\" | true",
                "etag: \"a\" | etag: W/\"a\" | false",
                "etag: W/\"a\" | etag: W/\"a\" | true",
                "etag: W/\"a\" | etag: \"a\" | true",
                "etag: \"b\" | etag: \"a\" | false",
                "etag: \"b\" | last-modified: x | false",
                "last-modified: x | last-modified: x | true",
                "last-modified: y | last-modified: x | false",
                "'' | etag: \"a\" | true",
            })
    void a_304_is_about_what_bears_its_validators(String notModified, String stored, boolean same) {
        assertThat(Validators.isAbout(headers(notModified), stored(stored))).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if-none-match: \"a\" | true",
                "if-none-match: W/\"a\" | true",
                "if-none-match: \"x\", \"a\" | true",
                "if-none-match: \"x,a\" | false",
                "if-none-match: * | true",
                "if-none-match: \"x\" | false",
                "if-none-match: \"x\"; if-modified-since: Sun, 06 Nov 1994 08:49:37 GMT | false",
                "if-modified-since: Sun, 06 Nov 1994 08:49:37 GMT | true",
                "if-modified-since: Sunday, 06-Nov-94 08:49:38 GMT | true",
                "if-modified-since: Sun, 06 Nov 1994 08:49:36 GMT | false",
                "if-modified-since: whenever | false",
                "'' | false",
            })
    void a_client_has_it_by_its_own_conditions(String request, boolean known) {
        Answer answer = new Answer(200, "", headers("etag: \"a\"; last-modified: " + SUNDAY), Buffer.buffer("x"), null);
        assertThat(Validators.isKnown(headers(request), answer, LifetimeTest.NOW))
                .isEqualTo(known);
        Answer gone = new Answer(404, "", answer.headers(), answer.body(), null);
        assertThat(Validators.isKnown(headers(request), gone, LifetimeTest.NOW)).isFalse();
    }

    private static CachedAnswer stored(String headers) {
        return new CachedAnswer(
                new CacheKey("client:a", new Scope("p", "r"), "path", "hash"),
                200,
                "",
                headers(headers),
                Buffer.buffer("x"),
                new Lifetime(Duration.ZERO, Duration.ZERO, Duration.ZERO, false),
                0,
                0);
    }
}
