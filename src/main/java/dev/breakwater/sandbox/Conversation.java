package dev.breakwater.sandbox;

import dev.breakwater.sandbox.api.Admission;
import dev.breakwater.sandbox.api.Admission.Admitted;
import dev.breakwater.sandbox.api.Admission.Settled;
import dev.breakwater.sandbox.api.Admission.Work;
import dev.breakwater.sandbox.api.Answer;
import dev.breakwater.sandbox.api.Call;
import dev.breakwater.sandbox.api.Done;
import dev.breakwater.sandbox.fault.Fault;
import dev.breakwater.sandbox.fault.FaultRule;
import dev.breakwater.sandbox.fault.Faults;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One request on its way through the sandbox: read it, meet the fault before the effect, take the key, wait, have the
 * effect, witness it, remember the answer, meet the fault after the effect, answer.
 *
 * <p>A client that goes away ends the conversation before the key is taken; after that, the effect happens all the
 * same, as it does at a real provider.
 */
final class Conversation {

    private static final Logger LOG = Logger.getLogger(Sandbox.class);
    private static final Fault NO_FAULT = new Fault() {};

    private final Conversations house;
    private final HttpServerRequest request;
    private final Visit visit;
    private final Reply reply;

    @SuppressWarnings("NullAway.Init") // set by heard(), before anything reads it
    private Call call;

    @SuppressWarnings("NullAway.Init") // likewise
    private Faults.Plan plan;

    private Fault fault = NO_FAULT;

    Conversation(Conversations house, HttpServerRequest request) {
        this.house = house;
        this.request = request;
        this.visit = house.traffic().arrived(request.method().name(), path());
        this.reply = new Reply(house.vertx(), request, visit);
    }

    void begin() {
        Body.read(request).onSuccess(body -> guarded(() -> heard(body))).onFailure(problem -> {
            if (problem instanceof Body.TooLong) {
                reply.send(error(413, String.valueOf(problem.getMessage())).with("Connection", "close"));
            } else {
                reply.clientGone();
            }
        });
    }

    private void heard(Buffer body) {
        call = new Call(
                request.method().name(),
                path(),
                Optional.ofNullable(request.query()).orElse(""),
                request.headers(),
                body,
                house.ids().next("req"));
        reply.named(call.requestId());
        call.idempotencyKey().ifPresent(key -> house.traffic().keyed(visit, key));
        plan = house.faults().plan(call.method(), call.path());
        fault = plan.rule().map(FaultRule::fault).orElse(NO_FAULT);
        if (plan.forgetsKeys()) {
            house.api().forgetKeys();
        }
        fault.beforeEffect(stage(this::admit));
    }

    private void admit() {
        Admission admission = house.api().admit(call);
        if (plan.delayMillis() > 0) {
            house.vertx().setTimer(plan.delayMillis(), waited -> guarded(() -> carryOn(admission)));
        } else {
            carryOn(admission);
        }
    }

    private void carryOn(Admission admission) {
        if (admission instanceof Admitted admitted) {
            execute(admitted.work());
            return;
        }
        Settled settled = (Settled) admission;
        if (settled.replayed()) {
            visit.replayed();
        }
        deserve(settled.answer());
    }

    private void execute(Work work) {
        if (house.books().full()) {
            work.release();
            deserve(error(503, "The sandbox is full: DELETE /sandbox/ledger empties it."));
            return;
        }
        Done done = work.run();
        Answer remembered = fault.remembered(done.answer()).with("Request-Id", call.requestId());
        house.books()
                .write(call, connection(), done, work.claim(), remembered)
                .onSuccess(witnessed -> {
                    work.remember(remembered);
                    if (!done.effects().isEmpty()) {
                        visit.executed();
                    }
                    deserve(done.answer());
                })
                .onFailure(problem -> {
                    LOG.error("The sandbox's ledger cannot be written: an effect has no witness", problem);
                    work.release();
                    reply.send(error(500, "The sandbox's ledger cannot be written."));
                });
    }

    private void deserve(Answer answer) {
        fault.afterEffect(stage(() -> reply.send(answer)), answer);
    }

    /** A bug of the sandbox's own is an answer and a loud log line, not a request that hangs. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            LOG.error("The sandbox has a bug", bug);
            reply.send(error(500, "The sandbox has a bug: " + bug));
        }
    }

    private FaultStage stage(Runnable proceed) {
        return new FaultStage(reply, plan.rule(), house.faults().chance(), proceed);
    }

    private String connection() {
        return request.remoteAddress().toString();
    }

    private String path() {
        return Optional.ofNullable(request.path()).orElse("");
    }

    private static Answer error(int status, String message) {
        return Answer.json(
                status,
                new JsonObject()
                        .put(
                                "error",
                                new JsonObject()
                                        .put("type", status < 500 ? "invalid_request_error" : "api_error")
                                        .put("message", message)));
    }
}
