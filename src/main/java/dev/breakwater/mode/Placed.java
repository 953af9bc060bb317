package dev.breakwater.mode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a change.
 *
 * @param done whether it was made; if not, somebody else had changed the same since
 * @param version of the change; of what stands, if it was not made
 * @param order what holds now; null if nothing is ordered any more, or it was not made
 * @param followers the replicas that there are, as they stood a moment later
 */
public record Placed(boolean done, long version, @Nullable Order order, List<Follower> followers) {

    /** The replicas that obey it. */
    public List<String> confirmed() {
        return followers.stream()
                .filter(one -> one.version() >= version)
                .map(Follower::replica)
                .sorted()
                .toList();
    }

    /** The replicas that have not said yet that they do. */
    public List<String> missing() {
        return followers.stream()
                .filter(one -> one.version() < version)
                .map(Follower::replica)
                .sorted()
                .toList();
    }
}
