package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.FieldLog;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.Settings;
import dev.breakwater.route.Route;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line for each exchange, all of the same keys ({@code docs/logs.md}): who called what, how it ended and how long
 * that took. A degraded answer is one of them, at INFO: it is quiet. The request's target, headers, key and body are
 * not in it.
 *
 * <p>Threading: safe for any thread.
 */
public final class ExchangeLog implements Witness {

    /** What its level is set by: {@code quarkus.log.category."breakwater.exchanges".level}. */
    public static final String CATEGORY = "breakwater.exchanges";

    private static final String UNMATCHED = "unmatched";
    private static final long NANOS_PER_TENTH = 100_000;
    private static final long TENTHS_PER_MILLI = 10;

    private final FieldLog log = FieldLog.of(CATEGORY);

    @Override
    public void ended(Exchange exchange, @Nullable Route route, Ending ending, long nowNanos) {
        if (!log.isOn()) {
            return;
        }
        long tenths = (nowNanos - exchange.beganNanos()) / NANOS_PER_TENTH;
        String took = tenths / TENTHS_PER_MILLI + "." + tenths % TENTHS_PER_MILLI;
        Problem problem = ending.problem();
        Answer answer = ending.answer();
        int status = problem != null ? problem.type().status() : answer == null ? 0 : answer.status();
        String scope = route == null ? UNMATCHED : route.scope().toString();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(FieldLog.EVENT, "exchange");
        fields.put("trace_id", exchange.trace().id());
        fields.put("client", exchange.clientName());
        fields.put("provider", route == null ? UNMATCHED : route.scope().provider());
        fields.put("route", route == null ? UNMATCHED : route.scope().route());
        fields.put("kind", route == null ? UNMATCHED : Settings.word(route.kind()));
        fields.put("outcome", ending.outcome());
        fields.put("status", Integer.toString(status));
        fields.put("attempts", Integer.toString(exchange.attempts()));
        fields.put("took_ms", took);
        if (problem != null) {
            fields.put("problem", problem.type().slug());
        }
        String write = writeId(ending);
        if (write != null) {
            fields.put("write_id", write);
        }
        log.info(
                scope + " " + ending.outcome() + " " + status + " in " + took + " ms for " + exchange.clientName(),
                fields);
    }

    private static @Nullable String writeId(Ending ending) {
        Problem problem = ending.problem();
        if (problem != null) {
            return problem.headers().get(Problem.WRITE_ID);
        }
        Answer answer = ending.answer();
        return answer == null || !ending.outcome().equals("queued")
                ? null
                : answer.headers().get(Problem.WRITE_ID);
    }
}
