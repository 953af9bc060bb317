package dev.breakwater.ingress;

import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request's head must be before anything else is looked at. */
final class HeadRules {

    private static final String CONTINUE = "100-continue";

    private HeadRules() {}

    /** The problem with the head of {@code request}; null if there is none. */
    static @Nullable Problem check(HttpServerRequest request) {
        String method = request.method().name();
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return Problem.ofRequest(ProblemType.METHOD_NOT_ALLOWED, method + " is never passed on.")
                    .with("Allow", "");
        }
        String host = hostFault(request);
        if (host != null) {
            return Problem.ofRequest(ProblemType.MALFORMED_REQUEST, host);
        }
        String fault = TargetRules.fault(request.uri());
        if (fault != null) {
            return Problem.ofRequest(ProblemType.INVALID_TARGET, "The target cannot be passed on: " + fault + ".");
        }
        boolean expects = request.headers().contains(HttpHeaders.EXPECT);
        if (expects && !request.headers().getAll(HttpHeaders.EXPECT).stream().allMatch(CONTINUE::equalsIgnoreCase)) {
            return Problem.ofRequest(ProblemType.EXPECTATION_FAILED, "Only Expect: 100-continue is known here.");
        }
        return null;
    }

    /** RFC 9112 section 3.2: exactly one Host, and a valid one. In HTTP/2 {@code :authority} stands for it. */
    private static @Nullable String hostFault(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.version() == HttpVersion.HTTP_2) {
            return request.authority() == null ? "The request has no valid :authority." : null;
        }
        List<String> hosts = headers.getAll(HttpHeaders.HOST);
        if (hosts.size() != 1) {
            return "The request has " + hosts.size() + " Host headers; send exactly one.";
        }
        return HostPort.isValid(hosts.get(0)) ? null : "The Host header is not a host and an optional port.";
    }
}
