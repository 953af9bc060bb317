package dev.breakwater.cache;

import static dev.breakwater.cache.LifetimeTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Scope;
import dev.breakwater.sandbox.SetTicker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica keeps in its own memory. */
class NearTierTest {

    private static final long BYTES_MAX = 100_000;

    private final SetTicker ticker = new SetTicker();
    private final NearTier near = new NearTier(BYTES_MAX, Duration.ofHours(1), ticker);

    NearTierTest() {
        ticker.advance(Duration.ofSeconds(1));
    }

    @Test
    void what_is_kept_is_found_by_its_owner_only() {
        near.put(answer("one", 10));
        assertThat(near.get(key("one"))).isNotNull();
        assertThat(near.get(new CacheKey("client:b", new Scope("p", "r"), "path-one", "one")))
                .isNull();
    }

    @Test
    void it_is_bounded_by_bytes() {
        for (int i = 0; i < 1000; i++) {
            near.put(answer("n" + i, 2_000));
        }
        assertThat(near.bytes()).isLessThanOrEqualTo(BYTES_MAX);
        assertThat(near.paths()).isEqualTo((int) near.entries());
    }

    /** Of two that were asked for at the same time, the one that was asked for later stays. */
    @Test
    void an_earlier_answer_that_comes_late_takes_no_place() {
        CachedAnswer earlier = answer("one", 10);
        ticker.advance(Duration.ofSeconds(1));
        CachedAnswer later = answer("one", 10);
        near.put(later);
        near.put(earlier);
        assertThat(near.get(key("one"))).isSameAs(later);
    }

    /** A native image has only the classes that are registered. */
    @Test
    void the_classes_that_are_made_by_name_are_registered() throws ReflectiveOperationException {
        List<String> registered = List.of(
                NearTier.class.getAnnotation(RegisterForReflection.class).classNames());
        assertThat(registered)
                .containsAll(MadeByName.of(near, "kept"))
                .containsAll(MadeByName.of(near, "markers"))
                .hasSize(4);
    }

    @Test
    void what_is_of_no_use_any_more_goes() {
        near.put(answer("one", 10));
        ticker.advance(Duration.ofSeconds(59));
        assertThat(near.get(key("one"))).isNotNull();
        ticker.advance(Duration.ofSeconds(2));
        assertThat(near.get(key("one"))).isNull();
    }

    @Test
    void a_path_is_dropped_with_what_is_on_its_way() {
        CachedAnswer onItsWay = answer(new CacheKey("client:a", new Scope("p", "r"), "path-one", "two"), 10);
        near.put(answer("one", 10));
        near.put(answer("other", 10));
        ticker.advance(Duration.ofSeconds(1));
        near.dropPath("path-one");
        near.put(onItsWay);
        assertThat(near.get(key("one"))).isNull();
        assertThat(near.get(onItsWay.key())).isNull();
        assertThat(near.get(key("other"))).isNotNull();
        ticker.advance(Duration.ofSeconds(1));
        near.put(answer("one", 10));
        assertThat(near.get(key("one"))).isNotNull();
    }

    @Test
    void a_route_and_a_provider_are_dropped_with_what_is_on_its_way() {
        CachedAnswer onItsWay = answer("two", 10);
        near.put(answer("one", 10));
        ticker.advance(Duration.ofSeconds(1));
        near.dropRoute(new Scope("p", "another"));
        assertThat(near.get(key("one"))).isNotNull();
        near.dropRoute(new Scope("p", "r"));
        near.put(onItsWay);
        assertThat(near.get(key("one"))).isNull();
        assertThat(near.get(key("two"))).isNull();
        ticker.advance(Duration.ofSeconds(1));
        near.put(answer("one", 10));
        ticker.advance(Duration.ofSeconds(1));
        near.dropProvider("p");
        assertThat(near.get(key("one"))).isNull();
    }

    /** Forgetting that something was dropped must not bring it back. */
    @Test
    void what_was_dropped_stays_so_however_much_is_dropped() {
        CachedAnswer onItsWay = answer(new CacheKey("client:a", new Scope("p", "r"), "path-0", "two"), 10);
        for (int i = 0; i < 101_000; i++) {
            ticker.advance(Duration.ofNanos(1000));
            near.dropPath("path-" + i);
        }
        near.put(onItsWay);
        assertThat(near.get(onItsWay.key())).isNull();
    }

    @Test
    void what_may_have_been_dropped_elsewhere_is_in_doubt() {
        near.put(answer("one", 10));
        ticker.advance(Duration.ofSeconds(1));
        near.doubt();
        assertThat(near.isInDoubt(near.get(key("one")))).isTrue();
        ticker.advance(Duration.ofSeconds(1));
        near.put(answer("one", 10));
        assertThat(near.isInDoubt(near.get(key("one")))).isFalse();
    }

    private CacheKey key(String name) {
        return new CacheKey("client:a", new Scope("p", "r"), "path-" + name, name);
    }

    private CachedAnswer answer(String name, int bytes) {
        return answer(key(name), bytes);
    }

    private CachedAnswer answer(CacheKey key, int bytes) {
        return new CachedAnswer(
                key,
                200,
                "",
                headers(""),
                Buffer.buffer("x".repeat(bytes)),
                new Lifetime(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, false),
                ticker.nanos(),
                ticker.nanos());
    }
}
