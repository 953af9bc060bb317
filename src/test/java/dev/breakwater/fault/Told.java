package dev.breakwater.fault;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a client of an edge was told.
 *
 * @param answer as it came
 * @param took from sending the request to the last byte of the answer, by the client's watch
 */
record Told(HttpResponse<String> answer, Duration took) {

    int status() {
        return answer.statusCode();
    }

    String header(String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    String outcome() {
        return header("Breakwater-Outcome");
    }

    int attempts() {
        return Integer.parseInt(header("Breakwater-Attempts"));
    }

    JsonObject json() {
        return new JsonObject(answer.body());
    }

    /** The type of our problem; empty if the answer is a provider's own. */
    String problem() {
        boolean ours = header("Content-Type").equals("application/problem+json");
        return ours ? json().getString("type").replaceFirst(".*/", "") : "";
    }

    /** Status, problem and outcome in one line: {@code 504 outcome-unknown unknown}. */
    String verdict() {
        String what = problem().isEmpty() ? "answer" : problem();
        return status() + " " + what + " " + outcome();
    }
}
