package dev.breakwater.ingress;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.fallback.QueueAnswers;
import dev.breakwater.fallback.WriteJson;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.WriteQueue;
import dev.breakwater.writequeue.WriteState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client sees and does of its queued writes, below {@code /-/writes/}. To anybody but the client that submitted
 * it, a write does not exist.
 *
 * <p>Threading: for its event loop.
 */
final class WritesHandler {

    /** The longest that a request for a write's state waits for it to change. */
    static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String ANSWER = "/answer";

    private final ClientDirectory clients;
    private final WriteQueue queue;
    private final LongPolls polls;
    private final Leaving leaving;

    WritesHandler(ClientDirectory clients, WriteQueue queue, LongPolls polls, Leaving leaving) {
        this.clients = clients;
        this.queue = queue;
        this.polls = polls;
        this.leaving = leaving;
    }

    /** Answers a request whose path is below {@link WriteJson#PLACE}; the future is over when it has. */
    Future<?> handle(HttpServerRequest request, String path) {
        Client client = Accept.client(clients, request.headers());
        if (client == null) {
            problem(request, Accept.unknown());
            return Future.succeededFuture();
        }
        String rest = path.substring(WriteJson.PLACE.length());
        boolean answer = rest.endsWith(ANSWER);
        WriteId id = WriteId.parse(answer ? rest.substring(0, rest.length() - ANSWER.length()) : rest);
        String method = request.method().name();
        if (id == null || id.partition() >= queue.partitions()) {
            problem(request, none());
        } else if (method.equals("GET") && answer) {
            return find(client, id)
                    .onComplete(found -> respond(request, found.result(), found.cause(), WritesHandler::rawAnswer));
        } else if (method.equals("GET")) {
            return state(request, client, id);
        } else if (method.equals("DELETE") && !answer) {
            return cancel(request, client, id);
        } else {
            String allow = answer ? "GET" : "GET, DELETE";
            problem(
                    request,
                    Problem.ofRequest(ProblemType.METHOD_NOT_ALLOWED, "This address takes " + allow + ".")
                            .with("Allow", allow));
        }
        return Future.succeededFuture();
    }

    private Future<?> state(HttpServerRequest request, Client client, WriteId id) {
        String wait = request.getParam("wait");
        Duration longest = wait == null ? Duration.ZERO : Settings.parseDuration(wait);
        if (longest == null || longest.isNegative()) {
            problem(
                    request,
                    Problem.ofRequest(ProblemType.INVALID_TARGET, "wait is not a duration; write it like 20s."));
            return Future.succeededFuture();
        }
        return polls.until(
                        () -> find(client, id),
                        write -> write == null || !isUnderWay(write),
                        longest.compareTo(WAIT_MAX) < 0 ? longest : WAIT_MAX,
                        () -> request.response().closed() || leaving.isBegun())
                .onComplete(found ->
                        respond(request, found.result(), found.cause(), write -> json(WriteJson.whole(write), write)));
    }

    private Future<?> cancel(HttpServerRequest request, Client client, WriteId id) {
        return find(client, id)
                .compose(write -> write == null
                        ? Future.succeededFuture()
                        : queue.cancel(id).compose(done -> find(client, id)))
                .onComplete(found -> respond(request, found.result(), found.cause(), WritesHandler::cancelled));
    }

    /** Its own write, or null. */
    private Future<@Nullable QueuedWrite> find(Client client, WriteId id) {
        return queue.find(id).<@Nullable QueuedWrite>compose(write -> own(client, write));
    }

    private static Future<@Nullable QueuedWrite> own(Client client, @Nullable QueuedWrite write) {
        return Future.succeededFuture(write != null && write.client().equals(client.name()) ? write : null);
    }

    private static Ending cancelled(QueuedWrite write) {
        if (write.state() instanceof WriteState.Cancelled) {
            return json(WriteJson.whole(write), write);
        }
        return Ending.of(Problem.ofRequest(
                        ProblemType.NOT_CANCELLABLE,
                        "It is " + write.state().label()
                                + (isUnderWay(write) ? " and may have been sent" : "")
                                + ": only what surely was never sent can be cancelled.")
                .with(Problem.WRITE_ID, write.id().toString()));
    }

    private static Ending rawAnswer(QueuedWrite write) {
        if (isUnderWay(write) || write.state() instanceof WriteState.Parked) {
            Problem notYet = new Problem(
                    ProblemType.WRITE_NOT_FINAL,
                    "It is " + write.state().label() + ". Ask again later.",
                    write.state() instanceof WriteState.Parked ? "unknown" : "queued",
                    true,
                    SOON,
                    Map.of());
            return Ending.of(notYet.with(Problem.WRITE_ID, write.id().toString()));
        }
        return QueueAnswers.of(write);
    }

    private static boolean isUnderWay(QueuedWrite write) {
        return write.state() instanceof WriteState.Pending || write.state() instanceof WriteState.Leased;
    }

    private static Ending json(JsonObject json, QueuedWrite write) {
        return OwnAnswer.json(StoredAnswerJson.into(json, write.answer()), write.id());
    }

    private static void respond(
            HttpServerRequest request,
            @Nullable QueuedWrite write,
            @Nullable Throwable failed,
            Function<QueuedWrite, Ending> view) {
        if (failed != null) {
            problem(
                    request,
                    Problem.forNow(
                            ProblemType.STORE_UNAVAILABLE,
                            "The write cannot be looked up: " + failed.getMessage() + ".",
                            SOON));
        } else if (write == null) {
            problem(request, none());
        } else {
            AnswerWriter.write(request, view.apply(write));
        }
    }

    private static Problem none() {
        return Problem.ofRequest(ProblemType.WRITE_UNKNOWN, "No write of yours has this id, or it is no longer kept.");
    }

    private static void problem(HttpServerRequest request, Problem problem) {
        request.response().headers().set(HttpHeaders.CACHE_CONTROL, "no-store");
        AnswerWriter.write(request, problem, null, null, null);
    }
}
