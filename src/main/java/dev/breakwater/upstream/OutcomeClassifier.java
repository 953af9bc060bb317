package dev.breakwater.upstream;

import dev.breakwater.route.Contract;

/**
 * The verdict on one attempt, from the wire phase and from what the provider's contract says of a status. A pure
 * function: {@code OutcomeClassifierTest} is its table.
 */
final class OutcomeClassifier {

    private static final int FIRST_FINAL_STATUS = 200;
    private static final int FIRST_SERVER_ERROR = 500;

    /** What kind of outcome an attempt has. */
    enum Verdict {
        ANSWERED,
        REFUSED,
        NOT_REACHED,
        UNKNOWN
    }

    private OutcomeClassifier() {}

    /**
     * @param phase how far the attempt came
     * @param status the answer's status; counts only if the answer is complete
     */
    static Verdict classify(WirePhase phase, int status, Contract contract) {
        switch (phase) {
            case CONNECTING:
                return Verdict.NOT_REACHED;
            case SENT:
            case HEAD_SEEN:
                return Verdict.UNKNOWN;
            default:
                return ofStatus(status, contract.statuses());
        }
    }

    private static Verdict ofStatus(int status, Contract.Statuses statuses) {
        if (statuses.didNothing().contains(status)) {
            return Verdict.REFUSED;
        }
        boolean undecided = status >= FIRST_SERVER_ERROR
                || status < FIRST_FINAL_STATUS
                || statuses.ambiguous().contains(status)
                || statuses.inProgress().contains(status);
        return undecided ? Verdict.UNKNOWN : Verdict.ANSWERED;
    }
}
