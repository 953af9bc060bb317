package dev.breakwater.exchange;

import java.util.Locale;

/**
 * Every error that we answer with ourselves. Each has an entry in {@code docs/problems.md}, which a test compares with
 * this list.
 */
public enum ProblemType {
    MALFORMED_REQUEST(400, "The request is not well-formed HTTP"),
    INVALID_TARGET(400, "The request target is not acceptable"),
    INVALID_HEADER(400, "A header has a value that cannot be used"),
    INVALID_IDEMPOTENCY_KEY(400, "The idempotency key cannot be used"),
    IDEMPOTENCY_KEY_REQUIRED(400, "This route takes no write without an idempotency key"),
    CLIENT_UNKNOWN(401, "The client key is missing or unknown"),
    OPERATOR_UNKNOWN(401, "The operator key is missing or unknown"),
    PROVIDER_FORBIDDEN(403, "This client may not call this provider"),
    PROVIDER_UNKNOWN(404, "There is no such provider"),
    ROUTE_UNKNOWN(404, "This provider has no such route"),
    NOT_FOUND(404, "There is nothing at this address"),
    WRITE_UNKNOWN(404, "There is no such write"),
    METHOD_NOT_ALLOWED(405, "The route does not take this method"),
    NOT_ACCEPTABLE(406, "There is no answer in a form that the request accepts"),
    BODY_TIMEOUT(408, "The request body did not arrive in time"),
    KEY_IN_FLIGHT(409, "A request with this idempotency key is under way"),
    NOT_CANCELLABLE(409, "This write can no longer be cancelled"),
    WRITE_NOT_DELIVERED(409, "This write was accepted, and was given up without being delivered"),
    ANSWER_NOT_KEPT(410, "This write was delivered, and its answer is not known"),
    ORDER_CHANGED(412, "Somebody else has changed it since"),
    BODY_TOO_LARGE(413, "The request body is too large"),
    TARGET_TOO_LONG(414, "The request target is too long"),
    MEDIA_TYPE_UNSUPPORTED(415, "The request body is in a form that is not taken here"),
    EXPECTATION_FAILED(417, "The expectation cannot be met"),
    KEY_REUSED(422, "The idempotency key stands for another request"),
    MUST_NOT_BE_STORED(422, "The request holds what must not be stored"),
    WRITE_NOT_FINAL(425, "This write has no answer yet"),
    QUOTA_EXCEEDED(429, "The client has used up its quota"),
    HEAD_TOO_LARGE(431, "The request head is too large"),
    INTERNAL(500, "A fault of ours"),
    PROVIDER_ANSWER_INVALID(502, "The provider's answer cannot be used"),
    OVERLOADED(503, "Breakwater holds as much as it may"),
    BULKHEAD_FULL(503, "As many calls as the provider may have are under way"),
    BREAKER_OPEN(503, "The provider is failing and is not called for now"),
    PROVIDER_NOT_REACHED(503, "The provider could not be reached"),
    DEGRADED(503, "Operators have taken the provider out of the path"),
    SUSPENDED(503, "Operators have suspended this"),
    QUEUE_OFF(503, "Operators let no further writes wait"),
    STORE_UNAVAILABLE(503, "The store cannot be reached"),
    STORE_NOT_DURABLE(503, "The store does not keep writes as durably as this route demands"),
    QUEUE_FULL(503, "As many writes wait as may"),
    LANE_BUSY(503, "Writes of the same lane wait before this one"),
    NOT_CONFIRMED(503, "It is not known whether this write was accepted"),
    NOT_CACHED(504, "No kept answer fits, and the provider was not to be asked"),
    DEADLINE_PASSED(504, "The deadline passed before the provider was called"),
    PROVIDER_TIMEOUT(504, "The provider did not answer in time"),
    OUTCOME_UNKNOWN(504, "It is not known whether the provider executed this write"),
    HTTP_VERSION_NOT_SUPPORTED(505, "Only HTTP/1.1 and HTTP/2 are spoken here");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that it is answered with. */
    public int status() {
        return status;
    }

    /** One line for people; the same for every occurrence. */
    public String title() {
        return title;
    }

    /** Its name in URIs and documents: {@code outcome-unknown}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
