package dev.breakwater.sandbox.api;

import java.util.Optional;

/** No credential, no keys, no header beyond the request's name: for the endpoints that load tests call. */
final class OpenDialect implements Dialect {

    @Override
    public Optional<Answer> refusal(Call call) {
        return Optional.empty();
    }

    @Override
    public String account(Call call) {
        return "anybody";
    }

    @Override
    public String fingerprint(Call call) {
        return call.path();
    }

    @Override
    public Answer keyInUse(String key) {
        throw new IllegalStateException("an open endpoint takes no POST, so it has no keys");
    }

    @Override
    public Answer keyMisused(String key) {
        return keyInUse(key);
    }

    @Override
    public boolean remembers(int status) {
        return false;
    }

    @Override
    public Answer replayed(Answer first) {
        return first;
    }

    @Override
    public Answer finished(Answer answer, Call call) {
        return answer.with("Request-Id", call.requestId());
    }
}
