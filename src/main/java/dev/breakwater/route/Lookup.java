package dev.breakwater.route;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.StoredAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is asked by our reference what became of a write: for which writes, with which GET, and what its
 * answer means. Data of a {@link Contract}.
 *
 * <p>Threading: immutable.
 *
 * @param method of the writes that it is for
 * @param path of the writes that it is for
 * @param reference where in them the reference stands; null if it is the key that the provider is shown
 * @param ask the target of the GET, in which {@value #REFERENCE} stands for the reference
 * @param answers how the answer is read
 */
public record Lookup(
        String method, PathTemplate path, @Nullable RequestValue reference, String ask, Answers answers) {

    /** What stands for the reference in {@link #ask}. */
    static final String REFERENCE = "{reference}";

    private static final int REFERENCE_MAX = 1024; // bytes; what is longer fits into no target
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Set<String> DOTS = Set.of(".", "..");
    private static final String CONTENT_TYPE = "Content-Type";

    /**
     * How the answer is read.
     *
     * @param found where in a 200's JSON stands what was found (RFC 6901); null for the whole document. A list tells by
     *     whether it is empty, an object by being there
     * @param noneOn404 whether 404 says that there is none
     * @param unique whether one reference stands for one effect, so that what is found is what was looked for. If not,
     *     only finding none decides
     * @param status with which the write's client would have been answered, if what is found is what that answer would
     *     have held; zero if it is not
     */
    public record Answers(@Nullable JsonPointer found, boolean noneOn404, boolean unique, int status) {}

    /** Whether it is for {@code write}. */
    public boolean isFor(Exchange write) {
        return method.equals(write.method())
                && path.matches(Unreserved.decoded(write.target().path()));
    }

    /** Whether what is found decides, too. */
    public boolean isUnique() {
        return answers.unique();
    }

    /** The path and query that ask what became of {@code write}; null if its reference cannot be read or asked for. */
    public @Nullable String target(Exchange write) {
        IdempotencyKey key = write.providerKey();
        String name = reference != null ? reference.of(write) : key == null ? null : key.value();
        if (name == null || DOTS.contains(name)) { // a dot segment would lead elsewhere
            return null;
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length > REFERENCE_MAX ? null : ask.replace(REFERENCE, Unreserved.encoded(bytes));
    }

    /** What a target looks like. */
    String example() {
        return ask.replace(REFERENCE, "x");
    }

    /** What {@code answer}, which is whole, says. */
    public Finding read(Answer answer) {
        if (answer.status() == NOT_FOUND && answers.noneOn404()) {
            return new Finding.None();
        }
        if (answer.status() != OK) {
            return new Finding.Nothing("the lookup was answered with " + answer.status());
        }
        Object document;
        try {
            document = Json.decodeValue(answer.body());
        } catch (DecodeException notJson) {
            return new Finding.Nothing("the lookup's answer is not JSON");
        }
        JsonPointer pointer = answers.found();
        Object there = pointer == null ? document : pointer.queryJson(document);
        if (there instanceof JsonArray list) {
            return list.isEmpty() ? new Finding.None() : ofList(list);
        }
        if (there instanceof JsonObject object && !object.isEmpty()) {
            return new Finding.Found(1, pointer == null ? whole(answer) : part(object));
        }
        return new Finding.Nothing("the lookup's answer has neither a list nor an object where one is expected");
    }

    private Finding ofList(JsonArray list) {
        Object only = list.size() == 1 ? list.getValue(0) : null;
        return new Finding.Found(list.size(), only instanceof JsonObject object ? part(object) : null);
    }

    private @Nullable StoredAnswer whole(Answer answer) {
        return answers.status() == 0 ? null : stored(answer.headers().get(CONTENT_TYPE), answer.body());
    }

    private @Nullable StoredAnswer part(JsonObject object) {
        return answers.status() == 0 ? null : stored(null, object.toBuffer());
    }

    /** Of the headers, only what the body needs: the others speak of the lookup. */
    private StoredAnswer stored(@Nullable String type, Buffer body) {
        return new StoredAnswer(
                answers.status(),
                "",
                List.of(Map.entry(CONTENT_TYPE, type == null ? "application/json" : type)),
                body.getBytes());
    }
}
