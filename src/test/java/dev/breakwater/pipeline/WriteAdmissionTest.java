package dev.breakwater.pipeline;

import static dev.breakwater.pipeline.WriteScene.FIRST_OF_BODY;
import static dev.breakwater.pipeline.WriteScene.answer;
import static dev.breakwater.pipeline.WriteScene.failing;
import static dev.breakwater.pipeline.WriteScene.queue;
import static dev.breakwater.pipeline.WriteScene.refuse;
import static dev.breakwater.pipeline.WriteScene.stepByStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.QueueWish;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.route.WritePolicy.WithoutStore;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.writequeue.QueuedWrite;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is told and kept of a write, for each way in which its key, its lane, its provider and the store can stand. */
class WriteAdmissionTest {

    private static final Outcome NOT_REACHED = new NotReached("nobody there");
    private static final Outcome OPEN = new Refused(Refusal.BREAKER_OPEN, Duration.ofSeconds(3), null);
    private static final Outcome TIMEOUT = new Unknown(Doubt.TIMEOUT, "too late", null);
    private static final StoreUnavailable AWAY = new StoreUnavailable("away", false);
    private static final StoreUnavailable CUT = new StoreUnavailable("cut", true);

    private static Outcome paid() {
        return new Answered(answer(200, "paid"));
    }

    // --- keys

    @Test
    void an_answer_is_given_again_for_the_same_key() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.send(scene.post("k", "b"), new Answered(answer(402, "declined")));

        Ending again = scene.send(scene.post("k", "b"), paid());

        assertThat(again.outcome()).isEqualTo("replayed");
        assertThat(again.answer().status()).isEqualTo(402);
        assertThat(again.answer().body()).hasToString("declined");
        assertThat(again.answer().headers().get("Idempotent-Replayed")).isEqualTo("true");
        assertThat(scene.calls).isOne();
    }

    @Test
    void another_body_under_the_same_key_is_refused() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.send(scene.post("k", "b"), paid());

        Ending other = scene.send(scene.post("k", "c"), paid());

        assertThat(other.problem().type()).isEqualTo(ProblemType.KEY_REUSED);
        assertThat(scene.calls).isOne();
    }

    @Test
    void a_copy_of_what_is_under_way_is_told_to_wait() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.admit(scene.post("k", "b"));

        Ending copy = scene.send(scene.post("k", "b"), paid());

        assertThat(copy.problem().type()).isEqualTo(ProblemType.KEY_IN_FLIGHT);
        assertThat(copy.problem().retryAfter()).isNotNull();
        assertThat(copy.outcome()).isEqualTo("unknown");
    }

    @Test
    void what_surely_was_not_done_frees_its_key() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));

        assertThat(scene.send(scene.post("k", "b"), OPEN).problem().type()).isEqualTo(ProblemType.BREAKER_OPEN);
        assertThat(scene.send(scene.post("k", "c"), paid()).outcome()).isEqualTo("answered");
    }

    @Test
    void what_may_have_been_done_keeps_its_key_and_goes_out_again_where_it_is_recognised() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));

        assertThat(scene.send(scene.post("k", "b"), TIMEOUT).problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(scene.send(scene.post("k", "c"), paid()).problem().type()).isEqualTo(ProblemType.KEY_REUSED);
        assertThat(scene.send(scene.post("k", "b"), paid()).outcome()).isEqualTo("answered");
    }

    @Test
    void what_may_have_been_done_is_never_sent_to_a_provider_that_knows_no_keys() {
        WriteScene scene = new WriteScene(false, refuse(WithoutStore.PASS));
        scene.send(scene.post("k", "b"), TIMEOUT);

        for (int i = 0; i < 3; i++) {
            Ending again = scene.send(scene.post("k", "b"), paid());
            assertThat(again.problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
            assertThat(again.problem().retryable()).isFalse();
        }
        assertThat(scene.calls).isOne();
    }

    @Test
    void what_may_have_been_done_is_not_sent_once_the_provider_may_have_forgotten_its_key() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.send(scene.post("k", "b"), TIMEOUT);
        scene.clock.pass(Duration.ofHours(24).minusMinutes(1));

        assertThat(scene.send(scene.post("k", "b"), paid()).problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(scene.calls).isOne();
    }

    @Test
    void a_crash_while_sending_leaves_a_doubt_when_its_lease_has_run_out() {
        WriteScene scene = new WriteScene(false, refuse(WithoutStore.PASS));
        scene.admit(scene.post("k", "b"));
        scene.clock.pass(Duration.ofMinutes(2));

        assertThat(scene.send(scene.post("k", "b"), paid()).problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(scene.calls).isZero();
    }

    @Test
    void a_refusal_says_nothing_of_an_earlier_sending_that_is_in_doubt() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.send(scene.post("k", "b"), TIMEOUT);

        for (Outcome no : new Outcome[] {OPEN, NOT_REACHED, new Answered(answer(401, "no"))}) {
            Ending ending = scene.send(scene.post("k", "b"), no);
            assertThat(ending.outcome()).as(no.label()).isEqualTo("unknown");
            assertThat(ending.problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void a_write_without_a_key_is_shown_a_random_one_and_its_client_is_not_told_to_repeat_it() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        Exchange exchange = scene.post(null, "b");

        Ending ending = scene.send(exchange, TIMEOUT);

        assertThat(exchange.providerKey()).isNotNull();
        assertThat(exchange.key()).isNull();
        assertThat(ending.problem().retryable()).isFalse();
        assertThat(scene.claims.steps).isEmpty();
    }

    @Test
    void a_key_that_is_too_long_for_the_provider_is_shown_as_one_that_derives_from_it() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        Exchange first = scene.post("k".repeat(256), "b");
        Exchange second = scene.post("k".repeat(256), "b");
        scene.admit(first);
        scene.admit(second);

        assertThat(first.providerKey().value())
                .hasSize(22)
                .isEqualTo(second.providerKey().value());
    }

    @Test
    void an_answer_that_cannot_be_stored_is_given_all_the_same_and_raises_an_alarm() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.claims.failing(false, "finish");

        assertThat(scene.send(scene.post("k", "b"), paid()).answer().status()).isEqualTo(200);
        assertThat(scene.alarms).hasSize(1).first().asString().startsWith("OUTCOME_NOT_STORED");
    }

    // --- the store is away

    @Test
    void without_the_store_a_write_passes_and_its_answer_says_so() {
        WriteScene scene = new WriteScene(true, refuse(WithoutStore.PASS));
        scene.claims.failing(false, "claim");

        Ending ending = scene.send(scene.post("k", "b"), paid());

        assertThat(ending.answer().headers().get("Breakwater-Store")).isEqualTo("unavailable");
        assertThat(scene.tally.of(scene.route.scope())).containsEntry("without-store", 1L);
    }

    @Test
    void without_the_store_a_write_is_refused_where_its_route_says_so() {
        WriteScene scene =
                new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE), failing("enqueueLive", AWAY));

        assertThat(scene.send(scene.post("k", "b"), paid()).problem().type()).isEqualTo(ProblemType.STORE_UNAVAILABLE);
        assertThat(scene.calls).isZero();
    }

    @Test
    void without_the_store_what_may_be_queued_passes_only_to_a_provider_that_would_recognise_it() {
        WriteScene scene = new WriteScene(false, queue(null, WithoutStore.PASS));
        scene.claims.failing(false, "claim");

        assertThat(scene.send(scene.post("k", "b"), paid()).problem().type()).isEqualTo(ProblemType.STORE_UNAVAILABLE);
    }

    @Test
    void what_the_store_may_have_taken_is_not_called_refused() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE), failing("enqueueLive", CUT));

        Ending ending = scene.send(scene.post("k", "b"), paid());

        assertThat(ending.problem().type()).isEqualTo(ProblemType.NOT_CONFIRMED);
        assertThat(ending.outcome()).isEqualTo("unknown");
    }

    @Test
    void what_cannot_be_queued_is_told_what_is_known_of_the_provider() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS), failing("enqueue", AWAY));

        Ending ending = scene.send(scene.post("k", "b"), NOT_REACHED);

        assertThat(ending.problem().type()).isEqualTo(ProblemType.PROVIDER_NOT_REACHED);
        assertThat(ending.problem().headers()).containsEntry("Breakwater-Store", "unavailable");
    }

    @Test
    void what_the_queue_may_have_taken_is_not_called_refused_either() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS), failing("enqueue", CUT));

        assertThat(scene.send(scene.post("k", "b"), NOT_REACHED).problem().type())
                .isEqualTo(ProblemType.NOT_CONFIRMED);
    }

    // --- the queue

    @Test
    void what_surely_was_not_done_waits_and_says_where() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS));

        Ending ending = scene.send(scene.post("k", "b"), NOT_REACHED);

        assertThat(ending.outcome()).isEqualTo("queued");
        assertThat(ending.answer().status()).isEqualTo(202);
        JsonObject body = new JsonObject(ending.answer().body());
        assertThat(body.getString("state")).isEqualTo("pending");
        assertThat(body.getJsonObject("receipt").getString("durability")).isEqualTo("fsync");
        assertThat(ending.answer().headers().get("Location")).isEqualTo("/-/writes/" + body.getString("id"));
        assertThat(ending.answer().headers().get("Breakwater-Write-Id")).isEqualTo(body.getString("id"));
    }

    @Test
    void the_same_202_is_given_for_the_same_key() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS));
        Ending first = scene.send(scene.post("k", "b"), NOT_REACHED);

        Ending second = scene.send(scene.post("k", "b"), paid());

        assertThat(second.answer().body()).isEqualTo(first.answer().body());
        assertThat(scene.calls).isOne();
    }

    @Test
    void a_202_is_not_given_again_for_what_is_not_surely_kept() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS), failing("shortfall", CUT));
        scene.send(scene.post("k", "b"), NOT_REACHED);

        assertThat(scene.send(scene.post("k", "b"), paid()).problem().type()).isEqualTo(ProblemType.NOT_CONFIRMED);
        assertThat(scene.calls).isOne();
    }

    @Test
    void what_may_have_been_done_waits_in_doubt_where_it_is_recognised() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS));

        assertThat(scene.send(scene.post("k", "b"), TIMEOUT).outcome()).isEqualTo("queued");
        assertThat(find(scene, "k", null).state().toString()).contains("inDoubt=true");
    }

    @Test
    void what_may_have_been_done_is_called_unknown_where_it_is_not_recognised_and_is_kept_for_somebody_to_look() {
        WriteScene scene = new WriteScene(false, queue(null, WithoutStore.PASS));

        Ending ending = scene.send(scene.post("k", "b"), TIMEOUT);

        assertThat(ending.problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(ending.problem().headers()).containsKey("Breakwater-Write-Id");
        assertThat(find(scene, "k", null).state().toString()).contains("inDoubt=true");
    }

    @Test
    void a_client_that_does_not_want_to_wait_is_refused_instead() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS));
        Exchange exchange = scene.post("k", "b");
        exchange.narrowed(QueueWish.NEVER, null);

        assertThat(scene.send(exchange, NOT_REACHED).problem().type()).isEqualTo(ProblemType.PROVIDER_NOT_REACHED);
        assertThat(find(scene, "k", null)).isNull();
    }

    @Test
    void a_client_that_wants_to_wait_is_not_sent() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS));
        Exchange exchange = scene.post("k", "b");
        exchange.narrowed(QueueWish.NOW, null);

        assertThat(scene.send(exchange, paid()).outcome()).isEqualTo("queued");
        assertThat(scene.calls).isZero();
    }

    @Test
    void what_must_not_be_stored_is_refused_instead_of_queued() {
        WriteScene scene = new WriteScene(true, queue(null, WithoutStore.PASS));
        scene.bodiesMustNotBeStored("it holds a CVC");
        Exchange now = scene.post("k2", "b");
        now.narrowed(QueueWish.NOW, null);

        assertThat(scene.send(scene.post("k", "b"), NOT_REACHED).problem().type())
                .isEqualTo(ProblemType.PROVIDER_NOT_REACHED);
        assertThat(scene.send(now, paid()).problem().type()).isEqualTo(ProblemType.MUST_NOT_BE_STORED);
        assertThat(scene.send(scene.post("k", "b"), paid()).outcome()).isEqualTo("answered");
    }

    @Test
    void a_full_queue_says_so_and_keeps_nothing() {
        WriteScene scene = new WriteScene(true, queue(body -> "one", WithoutStore.PASS), stepByStep());
        for (int i = 0; i < 10; i++) {
            scene.send(scene.post("k" + i, "b"), NOT_REACHED);
        }

        assertThat(scene.send(scene.post("last", "b"), NOT_REACHED).problem().type())
                .isEqualTo(ProblemType.QUEUE_FULL);
        assertThat(scene.claims.steps).endsWith("claim", "release");
    }

    // --- lanes

    @Test
    void a_live_write_of_a_lane_is_stored_before_it_is_sent_and_settled_afterwards() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE));

        Ending ending = scene.send(scene.post("k", "a1"), paid());

        assertThat(ending.answer().status()).isEqualTo(200);
        assertThat(find(scene, "k", "a").state().label()).isEqualTo("delivered");
        Ending again = scene.send(scene.post("k", "a1"), paid());
        assertThat(again.outcome()).isEqualTo("replayed");
        assertThat(again.answer().body()).hasToString("paid");
    }

    @Test
    void a_live_write_goes_behind_the_waiting_writes_of_its_lane_and_passes_those_of_others() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE));
        scene.send(scene.post("k1", "a1"), NOT_REACHED);

        assertThat(scene.send(scene.post("k2", "a2"), paid()).outcome()).isEqualTo("queued");
        assertThat(scene.send(scene.post("k3", "b1"), paid()).outcome()).isEqualTo("answered");
        Exchange never = scene.post("k4", "a3");
        never.narrowed(QueueWish.NEVER, null);
        assertThat(scene.send(never, paid()).problem().type()).isEqualTo(ProblemType.LANE_BUSY);
        assertThat(scene.calls).isEqualTo(2);
    }

    @Test
    void a_live_write_that_may_have_been_done_blocks_its_lane_in_doubt() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE));

        assertThat(scene.send(scene.post("k1", "a1"), TIMEOUT).outcome()).isEqualTo("queued");
        assertThat(find(scene, "k1", "a").state().toString()).contains("inDoubt=true");
        assertThat(scene.send(scene.post("k2", "a2"), paid()).outcome()).isEqualTo("queued");
    }

    @Test
    void a_live_write_that_is_not_recognised_is_parked() {
        WriteScene scene = new WriteScene(false, queue(FIRST_OF_BODY, WithoutStore.REFUSE));

        Ending ending = scene.send(scene.post("k1", "a1"), TIMEOUT);

        assertThat(ending.problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(find(scene, "k1", "a").state().label()).isEqualTo("parked");
        assertThat(scene.send(scene.post("k1", "a1"), paid()).problem().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
    }

    @Test
    void a_live_write_that_is_not_to_wait_is_withdrawn_and_its_lane_goes_on() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE));
        Exchange never = scene.post("k1", "a1");
        never.narrowed(QueueWish.NEVER, null);

        Ending ending = scene.send(never, OPEN);

        assertThat(ending.problem().type()).isEqualTo(ProblemType.BREAKER_OPEN);
        assertThat(ending.problem().retryable()).isFalse();
        assertThat(find(scene, "k1", "a").state().label()).isEqualTo("cancelled");
        assertThat(scene.send(scene.post("k2", "a2"), paid()).outcome()).isEqualTo("answered");
        assertThat(scene.send(scene.post("k1", "a1"), paid()).problem().type())
                .isEqualTo(ProblemType.WRITE_NOT_DELIVERED);
    }

    @Test
    void what_cannot_be_withdrawn_is_not_called_refused() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE), failing("settle", CUT));
        Exchange never = scene.post("k1", "a1");
        never.narrowed(QueueWish.NEVER, null);

        assertThat(scene.send(never, OPEN).problem().type()).isEqualTo(ProblemType.NOT_CONFIRMED);
    }

    @Test
    void a_202_is_true_even_if_the_store_went_away_behind_it() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE), failing("settle", AWAY));

        assertThat(scene.send(scene.post("k1", "a1"), NOT_REACHED).outcome()).isEqualTo("queued");
        assertThat(find(scene, "k1", "a").state().label()).isEqualTo("leased");
    }

    @Test
    void a_retry_after_a_crash_finds_the_write_by_its_derived_name() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE), stepByStep());
        scene.claims.failing(false, "queued");
        scene.admit(scene.post("k1", "a1")); // stored and leased, and then we crash
        scene.clock.pass(Duration.ofMinutes(2));

        Ending again = scene.send(scene.post("k1", "a1"), paid());

        assertThat(again.outcome()).isEqualTo("queued");
        assertThat(scene.calls).isZero();
    }

    @Test
    void a_write_of_a_lane_is_accepted_in_one_step_or_in_three_with_the_same_end() {
        for (boolean atOnce : new boolean[] {true, false}) {
            WriteScene scene = new WriteScene(
                    true, queue(FIRST_OF_BODY, WithoutStore.REFUSE), atOnce ? Function.identity() : stepByStep());
            Ending first = scene.send(scene.post("k1", "a1"), NOT_REACHED);
            Ending again = scene.send(scene.post("k1", "a1"), paid());

            assertThat(first.outcome()).isEqualTo("queued");
            assertThat(again.answer().body()).isEqualTo(first.answer().body());
            assertThat(scene.claims.steps.get(0)).isEqualTo("claim");
            assertThat(scene.claims.steps).hasSize(atOnce ? 2 : 3);
        }
    }

    @Test
    void what_must_not_be_stored_overtakes_nobody_in_its_lane() {
        WriteScene scene = new WriteScene(true, queue(FIRST_OF_BODY, WithoutStore.REFUSE));
        scene.send(scene.post("k1", "a1"), NOT_REACHED);
        scene.bodiesMustNotBeStored("it holds a CVC");

        assertThat(scene.send(scene.post("k2", "a2"), paid()).problem().type()).isEqualTo(ProblemType.LANE_BUSY);
        assertThat(scene.send(scene.post("k3", "b2"), paid()).outcome()).isEqualTo("answered");
    }

    private static QueuedWrite find(WriteScene scene, String key, String lane) {
        KeyScope scope = new KeyScope("shop", scene.route.scope(), new IdempotencyKey(key));
        int partition = scene.queue.partition(lane == null ? null : new Lane("model", lane), scope.hash());
        return scene.queue.find(new WriteId(partition, scope.hash())).result();
    }
}
