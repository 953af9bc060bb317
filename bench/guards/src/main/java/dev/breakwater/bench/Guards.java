package dev.breakwater.bench;

/** Which guards stand around the call. The first that refuses is the only one. */
public enum Guards {
    none,
    bulkhead,
    breaker,
    bulkhead_breaker,
    bulkhead_breaker_timeout,
    bulkhead_breaker_timeout_retry,
    timeout,
    quota,
    refused_by_bulkhead,
    refused_by_breaker,
    refused_by_quota;

    boolean bulkhead() {
        return name().startsWith("bulkhead");
    }

    boolean breaker() {
        return name().contains("breaker") && !refuses();
    }

    boolean timeout() {
        return name().contains("timeout");
    }

    boolean retry() {
        return name().contains("retry");
    }

    boolean quota() {
        return this == quota;
    }

    boolean refuses() {
        return name().startsWith("refused");
    }
}
