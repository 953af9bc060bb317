package dev.breakwater.sandbox.api;

import java.util.Optional;

/** A provider's manner: how it wants to be called, and what it does about idempotency keys. */
interface Dialect {

    /** The refusal of a call whose credential or key is not acceptable. */
    Optional<Answer> refusal(Call call);

    /** Who calls: keys of different accounts are different keys. Never the credential itself. */
    String account(Call call);

    /** What a key stands for; another call under the same key has another fingerprint. */
    String fingerprint(Call call);

    /** The answer while the first call with this key still runs. */
    Answer keyInUse(String key);

    /** The answer to another call under a known key. */
    Answer keyMisused(String key);

    /** Whether an answer with this status is kept under the key. */
    boolean remembers(int status);

    /** A remembered answer as it is given again. */
    Answer replayed(Answer first);

    /** The answer with the headers that this provider puts on all of them. */
    Answer finished(Answer answer, Call call);
}
