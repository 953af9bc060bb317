package dev.breakwater.route;

import dev.breakwater.exchange.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider promises about idempotency, errors and limits. Data, one file per provider.
 *
 * @param name its name in the configuration
 * @param key how it recognises a request that it has seen; null if it does not
 * @param statuses what its status codes mean
 * @param results what its answers say of a payment, for business figures
 * @param lookups how it can be asked by our reference what became of a write
 * @param settlesWithin how long after a request was sent its effect takes place and is found, at the latest; null if
 *     nobody says
 */
public record Contract(
        String name,
        @Nullable KeyRule key,
        Statuses statuses,
        ResultRule results,
        List<Lookup> lookups,
        @Nullable Duration settlesWithin) {

    /** One of a provider that cannot be asked. */
    public Contract(String name, @Nullable KeyRule key, Statuses statuses) {
        this(name, key, statuses, ResultRule.USUAL, List.of(), null);
    }

    /**
     * How the provider recognises a request by the client's key.
     *
     * @param header where the key stands
     * @param lengthMax characters that it takes
     * @param methods on which it looks at the key
     * @param rememberedFor how long it surely knows a key; after that it is a new request
     * @param remembers what it gives back for a key that it knows
     */
    public record KeyRule(
            String header, int lengthMax, Set<String> methods, Duration rememberedFor, Remembers remembers) {}

    /** What a provider gives back for a key that it knows. */
    public enum Remembers {
        /** The first answer, whatever it was: sending again is safe. */
        FIRST_ANSWER,
        /** Success is not repeated, and work that failed is done again: sending again is safe. */
        SUCCESS_ELSE_AGAIN,
        /** Only success is known; an effect behind an error would be repeated: sending again is not safe. */
        SUCCESS_ONLY,
        /** The present status, or nothing at all, depending on the API: sending again is not safe. */
        DIFFERS;

        boolean makesResendingSafe() {
            return this == FIRST_ANSWER || this == SUCCESS_ELSE_AGAIN;
        }
    }

    /**
     * What status codes mean. Those that are not named decide if they are below 500 and are ambiguous above.
     *
     * @param didNothing the provider surely did nothing: the request may be sent again
     * @param inProgress a request with the same key is being executed: ask again later
     * @param ambiguous the effect may or may not have taken place
     * @param inconclusiveWhenResent they decide about the request that they answer, and tell nothing about an earlier
     *     sending of it: the provider looked no further, or does not keep them under the key
     */
    public record Statuses(
            Set<Integer> didNothing,
            Set<Integer> inProgress,
            Set<Integer> ambiguous,
            Set<Integer> inconclusiveWhenResent) {

        /** A credential that is no longer good says nothing about what was done while it was. */
        static final Set<Integer> INCONCLUSIVE_WHEN_RESENT = Set.of(401, 403);

        /** The same where nothing more is known about sending again. */
        public Statuses(Set<Integer> didNothing, Set<Integer> inProgress, Set<Integer> ambiguous) {
            this(didNothing, inProgress, ambiguous, INCONCLUSIVE_WHEN_RESENT);
        }

        /** Whether this status, which is below 500, decides. */
        boolean decides(int status) {
            return !didNothing.contains(status) && !inProgress.contains(status) && !ambiguous.contains(status);
        }
    }

    /** Whether sending a request again under its key moves money once: the provider looks at it and remembers. */
    public boolean recognises(String method) {
        return key != null
                && key.remembers().makesResendingSafe()
                && key.methods().contains(method);
    }

    /**
     * Whether an answer of this status to a request that was sent again also tells what became of its earlier sending,
     * which may even arrive after it. A success does: it is remembered. A failure does only where failures are, too.
     */
    public boolean settlesEarlier(int status) {
        boolean success = status >= 200 && status < 300;
        boolean remembered = key != null && key.remembers() == Remembers.FIRST_ANSWER;
        return success
                || (remembered
                        && !statuses.didNothing().contains(status)
                        && !statuses.inProgress().contains(status)
                        && !statuses.inconclusiveWhenResent().contains(status));
    }

    /** How it can be asked what became of {@code write}; null if it cannot. */
    public @Nullable Lookup lookup(Exchange write) {
        return lookups.stream()
                .filter(lookup -> lookup.isFor(write))
                .findFirst()
                .orElse(null);
    }

    /**
     * How long after the last sending of a write a lookup that finds nothing may be believed, since nothing can arrive
     * any more: what the contract states, else as long as keys are remembered, which nothing outlives on its way. Null
     * if nobody can say: without keys, neither the longest attempt nor any multiple of it is a bound.
     */
    public @Nullable Duration noneCountsAfter() {
        return settlesWithin != null ? settlesWithin : key == null ? null : key.rememberedFor();
    }
}
