package dev.breakwater.exchange;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence of an error of ours, as RFC 9457 describes it.
 *
 * @param type which error
 * @param detail what was wrong in this case, and what to do
 * @param outcome what is known about the provider: {@code refused}, {@code not-reached} or {@code unknown}
 * @param retryable whether the same request, with the same idempotency key if it has one, may be sent again
 * @param retryAfter when; null if there is nothing to wait for
 * @param headers further headers of the answer, such as {@code Allow} and {@code Proxy-Status}
 */
public record Problem(
        ProblemType type,
        String detail,
        String outcome,
        boolean retryable,
        @Nullable Duration retryAfter,
        Map<String, String> headers) {

    /** The header that names a queued write; the problem's body repeats it. */
    public static final String WRITE_ID = "Breakwater-Write-Id";

    /** The request is at fault: nothing was sent, and sending the same again will not help. */
    public static Problem ofRequest(ProblemType type, String detail) {
        return new Problem(type, detail, "refused", false, null, Map.of());
    }

    /** We said no for now: nothing was sent, and the same request may be sent again after {@code retryAfter}. */
    public static Problem forNow(ProblemType type, String detail, Duration retryAfter) {
        return new Problem(type, detail, "refused", true, retryAfter, Map.of());
    }

    /** The same with one more header. */
    public Problem with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Problem(type, detail, outcome, retryable, retryAfter, Map.copyOf(more));
    }

    /** The same with the error type that RFC 9209 has for what went wrong behind us. */
    public Problem withProxyError(String error) {
        return with("Proxy-Status", "breakwater; error=" + error);
    }
}
