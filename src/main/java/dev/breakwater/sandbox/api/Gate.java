package dev.breakwater.sandbox.api;

import dev.breakwater.sandbox.api.Admission.Admitted;
import dev.breakwater.sandbox.api.Admission.Claim;
import dev.breakwater.sandbox.api.Admission.Settled;
import dev.breakwater.sandbox.api.Admission.Work;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way into an endpoint: credential first, then the idempotency key, then the work itself. */
final class Gate {

    private final Endpoint endpoint;
    private final Dialect dialect;
    private final KeyMemory keys;
    private final Balance balance;

    Gate(Endpoint endpoint, KeyMemory keys, Balance balance) {
        this.endpoint = endpoint;
        this.dialect = endpoint.dialect();
        this.keys = keys;
        this.balance = balance;
    }

    Admission admit(Call call, Map<String, String> path) {
        Optional<Answer> refusal = dialect.refusal(call);
        if (refusal.isPresent()) {
            return settled(refusal.get(), call, false);
        }
        Optional<String> key = call.idempotencyKey();
        return key.isPresent() ? admitOnce(call, path, key.get()) : new Admitted(new Keyless(call, path));
    }

    private Admission admitOnce(Call call, Map<String, String> path, String key) {
        String scope = dialect.account(call) + ":" + key;
        String fingerprint = dialect.fingerprint(call);
        Optional<KeyMemory.Taken> known = keys.find(scope);
        if (known.isEmpty()) {
            return keys.full()
                    ? settled(
                            StripeError.answer(
                                    503,
                                    "api_error",
                                    null,
                                    null,
                                    "The sandbox remembers no more keys: DELETE /sandbox/ledger empties it."),
                            call,
                            false)
                    : new Admitted(new Keyed(call, path, scope, keys.take(scope, fingerprint)));
        }
        if (!known.get().fingerprint.equals(fingerprint)) {
            return settled(dialect.keyMisused(key), call, false);
        }
        Answer first = known.get().answer;
        return first == null
                ? settled(dialect.keyInUse(key), call, false)
                : settled(dialect.replayed(first), call, true);
    }

    private Settled settled(Answer answer, Call call, boolean replayed) {
        return new Settled(dialect.finished(answer, call), replayed);
    }

    private class Keyless implements Work {

        private final Call call;
        private final Map<String, String> path;

        Keyless(Call call, Map<String, String> path) {
            this.call = call;
            this.path = path;
        }

        @Override
        public Done run() {
            Done done = attempt();
            done.effects().forEach(effect -> balance.moved(effect.name(), effect.currency(), effect.amount()));
            return new Done(dialect.finished(done.answer(), call), done.effects());
        }

        private Done attempt() {
            try {
                return endpoint.operation().run(call, path);
            } catch (ApiError refused) {
                return refused.done();
            }
        }

        @Override
        public void remember(Answer answer) {}

        @Override
        public void release() {}

        @Override
        public @Nullable Claim claim() {
            return null;
        }
    }

    private final class Keyed extends Keyless {

        private final String scope;
        private final KeyMemory.Taken taken;

        Keyed(Call call, Map<String, String> path, String scope, KeyMemory.Taken taken) {
            super(call, path);
            this.scope = scope;
            this.taken = taken;
        }

        @Override
        public void remember(Answer answer) {
            if (dialect.remembers(answer.status())) {
                taken.answer = answer;
            } else {
                release();
            }
        }

        @Override
        public void release() {
            keys.release(scope, taken);
        }

        @Override
        public Claim claim() {
            return new Claim(scope, taken.fingerprint);
        }
    }
}
