package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.StoredAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is kept of a provider's answer: all of it, if it was held back until it was whole. Of a larger one, which is
 * passed on as it comes, status and headers are: whoever sends the request again is told what was decided, and that the
 * body is not here.
 */
final class KeptAnswer {

    private static final String BODY = "Breakwater-Body";
    private static final Set<String> OF_THE_BODY = ofTheBody();

    private KeptAnswer() {}

    static StoredAnswer of(Answer answer) {
        if (answer.tail() == null) {
            return StoredAnswer.of(answer);
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        answer.headers().forEach((name, value) -> {
            if (!OF_THE_BODY.contains(name)) {
                headers.add(Map.entry(name, value));
            }
        });
        headers.add(Map.entry(BODY, "not-kept"));
        return new StoredAnswer(answer.status(), answer.reason(), headers, new byte[0]);
    }

    private static Set<String> ofTheBody() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(List.of("Content-Length", "Content-Encoding", "Content-Range", "ETag", "Content-MD5", "Digest"));
        return names;
    }
}
