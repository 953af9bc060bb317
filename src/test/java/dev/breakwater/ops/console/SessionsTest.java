package dev.breakwater.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Tokens;
import dev.breakwater.ops.Operator;
import dev.breakwater.sandbox.SetTicker;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long somebody stays logged in, and how many may be. */
class SessionsTest {

    private static final Operator ALICE = new Operator("alice", Set.of(Operator.Role.OPERATOR));

    private final SetTicker ticker = new SetTicker();
    private final Sessions sessions = new Sessions(ticker, Tokens.system());

    @Test
    void a_session_ends_when_it_is_not_used() {
        String token = sessions.open(ALICE).token();
        ticker.advance(Sessions.IDLE_MAX.minusSeconds(1));
        assertThat(sessions.use(token)).isNotNull();
        ticker.advance(Sessions.IDLE_MAX);
        assertThat(sessions.use(token)).isNull();
    }

    @Test
    void a_session_that_is_used_ends_too() {
        String token = sessions.open(ALICE).token();
        for (Duration age = Duration.ZERO; age.compareTo(Sessions.AGE_MAX) < 0; age = age.plusMinutes(20)) {
            assertThat(sessions.use(token)).isNotNull();
            ticker.advance(Duration.ofMinutes(20));
        }
        assertThat(sessions.use(token)).isNull();
    }

    @Test
    void to_watch_is_no_use() {
        Session session = sessions.open(ALICE);
        ticker.advance(Sessions.IDLE_MAX.minusSeconds(1));
        assertThat(sessions.holds(session)).isTrue();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(sessions.holds(session)).isFalse();
    }

    @Test
    void of_too_many_the_one_unused_for_longest_makes_room() {
        String first = sessions.open(ALICE).token();
        String second = sessions.open(ALICE).token();
        assertThat(sessions.use(first)).isNotNull();
        for (int i = 2; i <= Sessions.SESSIONS_MAX; i++) {
            sessions.open(ALICE);
        }
        assertThat(sessions.use(second)).isNull();
        assertThat(sessions.use(first)).isNotNull();
    }

    @Test
    void nobody_has_no_session() {
        assertThat(sessions.use(null)).isNull();
        assertThat(sessions.use("guessed")).isNull();
    }
}
