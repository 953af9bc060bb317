package dev.breakwater.cache;

import static dev.breakwater.cache.LifetimeTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Target;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which kept answer fits which request: RFC 9111 sections 4.2 and 5.2.1, RFC 5861. */
class CachedAnswerTest {

    private static final CacheKey KEY = new CacheKey("client:a", new Scope("p", "r"), "path", "hash");

    /** Fresh for 60 s; then 120 s for errors and 30 s while it is asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 59 | true | true | true",
                "'' | 60 | false | true | true",
                "'' | 89 | false | true | true",
                "'' | 91 | false | false | true",
                "'' | 180 | false | false | true",
                "'' | 181 | false | false | false",
                "no-cache | 1 | false | false | false",
                "max-age=10 | 10 | true | false | true",
                "max-age=10 | 11 | false | false | false",
                "max-age=0, stale-if-error=600 | 11 | false | false | true",
                "min-fresh=10 | 50 | true | false | true",
                "min-fresh=10 | 51 | false | false | true",
                "max-stale=5 | 65 | true | true | true",
                "max-stale=5 | 66 | false | true | true",
                "max-stale | 9999 | true | false | false",
                "stale-if-error=5 | 65 | false | true | true",
                "stale-if-error=5 | 95 | false | false | false",
                "stale-if-error=5000 | 181 | false | false | false",
            })
    void it_fits_by_its_age_and_what_the_client_says(
            String wish, long age, boolean good, boolean whileAsking, boolean onError) {
        CachedAnswer answer = answer(new Lifetime(seconds(60), seconds(120), seconds(30), false));
        long now = seconds(age).toNanos();
        assertThat(answer.isGoodFor(wish(wish), now)).isEqualTo(good);
        assertThat(answer.isGoodWhileAsking(wish(wish), now)).isEqualTo(whileAsking);
        assertThat(answer.isGoodOnError(wish(wish), now)).isEqualTo(onError);
    }

    @Test
    void what_must_not_be_stale_is_not_for_any_client() {
        CachedAnswer answer = answer(new Lifetime(seconds(60), seconds(0), seconds(0), true));
        long now = seconds(61).toNanos();
        assertThat(answer.isGoodFor(wish("max-stale"), now)).isFalse();
        assertThat(answer.isGoodOnError(wish("stale-if-error=600"), now)).isFalse();
        assertThat(answer.isGoodWhileAsking(ReadWish.NONE, now)).isFalse();
    }

    @Test
    void an_old_client_says_no_cache_in_another_way() {
        Exchange exchange = exchange();
        exchange.received().set("Pragma", "no-cache");
        assertThat(ReadWish.of(exchange).validated()).isTrue();
    }

    @Test
    void its_age_is_told_in_whole_seconds() {
        CachedAnswer answer = answer(new Lifetime(seconds(60), seconds(0), seconds(0), false));
        assertThat(answer.toAnswer(Duration.ofMillis(7999).toNanos()).headers().get("Age"))
                .isEqualTo("7");
    }

    /** Whoever gets it may do with it what it likes. */
    @Test
    void its_headers_are_handed_out_as_a_copy() {
        CachedAnswer answer = answer(new Lifetime(seconds(60), seconds(0), seconds(0), false));
        answer.toAnswer(0).headers().set("X-Of", "somebody else");
        assertThat(answer.toAnswer(0).headers().contains("X-Of")).isFalse();
    }

    private static CachedAnswer answer(Lifetime lifetime) {
        return new CachedAnswer(KEY, 200, "", headers("etag: \"a\""), Buffer.buffer("x"), lifetime, 0, 0);
    }

    private static ReadWish wish(String control) {
        Exchange exchange = exchange();
        if (!control.isEmpty()) {
            exchange.received().set("Cache-Control", control);
        }
        return ReadWish.of(exchange);
    }

    private static Exchange exchange() {
        return new Exchange("GET", Target.of("/p/x", ""), headers(""), 0);
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }
}
