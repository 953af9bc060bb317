package dev.breakwater.sandbox.fault;

import dev.breakwater.sandbox.api.Answer;
import dev.breakwater.sandbox.api.PathTemplate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads fault rules from JSON: one object, or a list of them. The kinds and their fields: {@code docs/sandbox.md}. */
public final class FaultReader {

    private static final int RULES_MAX = 1_000;
    private static final int MEMORY_BYTES_MAX = 16 << 20;
    private static final long STREAM_BYTES_MAX = 1L << 40;
    private static final long MILLIS_MAX = 86_400_000;

    private static final Map<String, Function<Fields, Fault>> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("latency", of -> new Latency(of.whole("ms", 0, MILLIS_MAX), of.whole("jitter_ms", 0, 0, MILLIS_MAX)));
        KINDS.put("error", FaultReader::error);
        KINDS.put("hang", of -> new Hang(of.choice("when", List.of(Moment.BEFORE_EFFECT, Moment.AFTER_EFFECT))));
        KINDS.put("close", FaultReader::close);
        KINDS.put("refuse-connections", of -> new RefuseConnections());
        KINDS.put("drip", of -> new Drip((int) of.whole("bytes_per_second", 1, MEMORY_BYTES_MAX)));
        KINDS.put("garbage", of -> new Garbage((int) of.whole("bytes", 512, 1, MEMORY_BYTES_MAX)));
        KINDS.put("garbage-in-head", of -> new GarbageInHead());
        KINDS.put("huge", of -> new Huge(of.whole("bytes", 1L << 30, 1, STREAM_BYTES_MAX), of.flag("chunked", false)));
        KINDS.put("wrong-content-length", FaultReader::wrongContentLength);
        KINDS.put("headers", of -> new HeaderFlood((int) of.whole("count", 10_000, 1, 1_000_000)));
        KINDS.put("redirect", of -> new Redirect(of.text("location"), (int) of.whole("status", 302, 300, 399)));
        KINDS.put("forget-keys", of -> new ForgetKeys());
    }

    private FaultReader() {}

    public static List<FaultRule> read(Buffer json) {
        Object decoded = decode(json);
        JsonArray list = decoded instanceof JsonArray array ? array : new JsonArray().add(decoded);
        if (list.size() > RULES_MAX) {
            throw new BadFault("faults: " + list.size() + " are too many; at most " + RULES_MAX + " are taken");
        }
        List<FaultRule> rules = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String where = decoded instanceof JsonArray ? "faults[" + i + "]" : "fault";
            rules.add(rule(Fields.of(where, list.getValue(i))));
        }
        return rules;
    }

    private static Object decode(Buffer json) {
        try {
            return String.valueOf(json).isBlank() ? new JsonArray() : Json.decodeValue(json);
        } catch (DecodeException e) {
            throw new BadFault("faults: not JSON: " + e.getMessage());
        }
    }

    private static FaultRule rule(Fields fields) {
        String kind = fields.any("kind") == null ? "(nothing)" : fields.choice("kind", List.copyOf(KINDS.keySet()));
        Function<Fields, Fault> reader = KINDS.get(kind);
        if (reader == null) {
            throw fields.bad("kind", String.join(", ", KINDS.keySet()) + " are");
        }
        FaultRule.Reach reach = reach(fields);
        Fault fault = reader.apply(fields);
        fields.nothingElse();
        return new FaultRule(fault, reach, fields.json());
    }

    private static FaultRule.Reach reach(Fields fields) {
        var match = fields.inner("match");
        var reach = new FaultRule.Reach(
                match.flatMap(of -> of.optionalText("method")),
                match.flatMap(of -> of.optionalText("path")).map(PathTemplate::new),
                fields.ratio("ratio"),
                fields.whole("times", -1, 1, Long.MAX_VALUE),
                fields.millis("for", -1));
        match.ifPresent(Fields::nothingElse);
        return reach;
    }

    private static Fault error(Fields of) {
        int status = (int) of.whole("status", 200, 599);
        boolean executed = of.choice("effect", List.of("none", "executed")).equals("executed");
        Object body = of.any("body");
        Answer plain = body instanceof String text
                ? new Answer(status, Map.of("Content-Type", "text/plain"), Buffer.buffer(text), 0, false)
                : Answer.json(status, body instanceof JsonObject json ? json : apiError(status));
        Answer answer =
                of.inner("headers").map(headers -> withHeaders(plain, headers)).orElse(plain);
        return new ErrorAnswer(answer, executed, of.flag("remember", status == 500));
    }

    private static Answer withHeaders(Answer plain, Fields headers) {
        Answer answer = plain;
        for (String name : headers.json().fieldNames()) {
            answer = answer.with(name, headers.text(name));
        }
        return answer;
    }

    private static JsonObject apiError(int status) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("type", "api_error")
                                .put("message", "A scripted fault of the sandbox: status " + status + "."));
    }

    private static Fault close(Fields of) {
        Moment when =
                of.choice("when", List.of(Moment.BEFORE_EFFECT, Moment.AFTER_EFFECT, Moment.MID_HEAD, Moment.MID_BODY));
        long at = of.whole("at", -1, 0, STREAM_BYTES_MAX);
        if (at >= 0 && of.has("when") && when == Moment.BEFORE_EFFECT) {
            throw of.bad("when", "with at, after-effect, mid-head, mid-body are");
        }
        return new Close(at >= 0 ? Moment.AFTER_EFFECT : when, at, of.flag("reset", false));
    }

    private static Fault wrongContentLength(Fields of) {
        return new WrongContentLength(
                (int) of.whole("declared", 0, MEMORY_BYTES_MAX), (int) of.whole("actual", 0, MEMORY_BYTES_MAX));
    }
}
