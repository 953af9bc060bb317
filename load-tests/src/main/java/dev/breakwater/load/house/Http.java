package dev.breakwater.load.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Calls beside the load: preparing, watching and asking afterwards. Each but a download waits ten seconds at the most.
 * Threading: any.
 */
public final class Http {

    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration LARGE_BOUND = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(BOUND)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** What a GET answers; {@code key} is shown as a bearer token if it is not empty. */
    public HttpResponse<String> get(URI target, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(BOUND);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** The JSON that a GET answers with 200. */
    public JsonNode json(URI target, String key) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(target, key);
        if (answer.statusCode() != 200) {
            throw new IOException("GET " + target + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Puts the body that a GET answers with 200 into {@code file}; for what is large. */
    void download(URI target, Path file) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(target).timeout(LARGE_BOUND).build();
        HttpResponse<Path> answer = client.send(request, BodyHandlers.ofFile(file));
        if (answer.statusCode() != 200) {
            throw new IOException("GET " + target + " answered " + answer.statusCode());
        }
    }

    /** What a request with {@code body} answers. */
    public HttpResponse<String> send(String method, URI target, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target).timeout(BOUND).method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Whether a GET answers with 200. */
    boolean isThere(URI target) throws InterruptedException {
        try {
            return get(target, "").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
