package dev.breakwater.sandbox.api;

import java.util.Map;

/** One method on one path template, what it does, and in whose manner it answers. */
record Endpoint(String method, PathTemplate path, Dialect dialect, Operation operation) {

    /** Does what the endpoint is for; may throw {@link ApiError}. */
    @FunctionalInterface
    interface Operation {
        Done run(Call call, Map<String, String> path);
    }
}
