package dev.breakwater.ingress;

import dev.breakwater.exchange.StoredAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A provider's stored answer within a write's JSON: its body as text where it is text, else in Base64. */
final class StoredAnswerJson {

    private StoredAnswerJson() {}

    static JsonObject into(JsonObject json, @Nullable StoredAnswer answer) {
        if (answer == null) {
            return json;
        }
        JsonArray headers = new JsonArray();
        answer.headers()
                .forEach(header ->
                        headers.add(new JsonArray().add(header.getKey()).add(header.getValue())));
        JsonObject shown = new JsonObject().put("status", answer.status()).put("headers", headers);
        try {
            shown.put(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(answer.body()))
                            .toString());
        } catch (CharacterCodingException binary) {
            shown.put("body_base64", Base64.getEncoder().encodeToString(answer.body()));
        }
        return json.put("answer", shown);
    }
}
