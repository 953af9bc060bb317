package dev.breakwater.ops;

import jakarta.ws.rs.core.Response;

/** Ends a request to the control plane with a problem, where the method cannot return one. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Response answer;

    Refused(Response answer) {
        super("HTTP " + answer.getStatus(), null, false, false);
        this.answer = answer;
    }

    Response answer() {
        return answer;
    }
}
