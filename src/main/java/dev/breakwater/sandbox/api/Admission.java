package dev.breakwater.sandbox.api;

import org.jspecify.annotations.Nullable;

/** What the API says to a call before it runs it. */
public sealed interface Admission {

    /** Nothing runs: the key is known, the credential is not, or there is no such endpoint. */
    record Settled(Answer answer, boolean replayed) implements Admission {}

    /** The call may run, once. Its key, if it has one, is taken until {@code remember} or {@code release}. */
    interface Work {

        Done run();

        /** Ends the claim on the key; {@code answer} is what a later call with that key gets. */
        void remember(Answer answer);

        /** Ends the claim on the key as if the call had never been made. */
        void release();

        /** The claim on a key; null if the call has none. */
        @Nullable
        Claim claim();
    }

    /** A key within the account whose it is, and what it stands for. Holds no credential. */
    record Claim(String scope, String fingerprint) {}

    record Admitted(Work work) implements Admission {}
}
