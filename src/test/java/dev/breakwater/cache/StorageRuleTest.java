package dev.breakwater.cache;

import static dev.breakwater.cache.LifetimeTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 sections 3 and 3.5. */
class StorageRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache-control: no-store",
                "cache-control: max-age=60, no-store",
                "cache-control: must-understand, no-store",
                "cache-control: max-age=60 no-store",
                "set-cookie: a=b",
                "vary: *",
                "vary: accept, *",
            })
    void what_the_provider_does_not_want_kept_is_not(String headers) {
        assertThat(refusal(200, headers, "", false)).isNotNull();
        assertThat(refusal(200, headers + "; cache-control: public", "", true)).isNotNull();
    }

    @Test
    void what_it_says_nothing_about_is_kept_for_its_owner() {
        assertThat(refusal(200, "", "", false)).isNull();
        assertThat(refusal(404, "", "", false)).isNull();
        assertThat(refusal(200, "vary: accept", "", false)).isNull();
    }

    @Test
    void private_is_for_one_client_only() {
        assertThat(refusal(200, "cache-control: private, max-age=60", "", false))
                .isNull();
        assertThat(refusal(200, "cache-control: private, public", "", true)).isEqualTo("private");
    }

    @Test
    void what_was_asked_for_with_a_credential_is_shared_only_if_the_provider_says_so() {
        assertThat(refusal(200, "cache-control: max-age=60", "", true)).isNotNull();
        for (String allowed : Set.of("public", "s-maxage=60", "must-revalidate")) {
            assertThat(refusal(200, "cache-control: " + allowed, "", true)).isNull();
        }
    }

    @Test
    void a_request_may_forbid_it_too() {
        assertThat(refusal(200, "cache-control: max-age=60", "cache-control: no-store", false))
                .isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(ints = {206, 304, 500, 502, 503, 504, 302, 401, 429})
    void parts_and_errors_and_what_says_nothing_of_its_freshness_are_not_kept(int status) {
        assertThat(refusal(status, "", "", false)).isEqualTo("its status");
    }

    @Test
    void explicit_freshness_makes_other_statuses_good_for_keeping_but_no_part_and_no_error() {
        assertThat(refusal(302, "cache-control: max-age=60", "", false)).isNull();
        assertThat(refusal(206, "cache-control: max-age=60", "", false)).isNotNull();
        assertThat(refusal(503, "cache-control: max-age=60", "", false)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "DELETE"})
    void only_answers_to_get_are_kept(String method) {
        Answer answer = new Answer(200, "", headers(""), Buffer.buffer("x"), null);
        assertThat(StorageRule.refusal(method, headers(""), answer, false)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"number\":\"4242 4242 4242 4242\"}", "{\"cvc\":\"123\"}"})
    void card_data_is_never_kept(String body) {
        Answer answer = new Answer(200, "", headers(""), Buffer.buffer(body), null);
        assertThat(StorageRule.refusal("GET", headers(""), answer, false)).isEqualTo("card data");
    }

    @Test
    void what_is_too_large_to_be_looked_through_is_not_kept() {
        Answer answer = new Answer(200, "", headers(""), Buffer.buffer(new byte[(1 << 20) + 1]), null);
        assertThat(StorageRule.refusal("GET", headers(""), answer, false)).isNotNull();
    }

    private static String refusal(int status, String answer, String request, boolean shared) {
        return StorageRule.refusal(
                "GET", headers(request), new Answer(status, "", headers(answer), Buffer.buffer("x"), null), shared);
    }
}
