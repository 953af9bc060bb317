package dev.breakwater.store;

/**
 * How the store is parted. The hash tag in each partition's keys keeps them in one slot of a Redis Cluster, so that a
 * script may touch them all.
 *
 * @param count fixed at the first start: another count would look for writes where they are not
 */
public record Partitions(int count) {

    /** Beside those that are counted: what is about all of them, and is small. */
    public static final int CONTROL = -1;

    /** The partition of whatever has {@code hash}, a {@link dev.breakwater.exchange.Digest}. */
    public int of(String hash) {
        return Math.floorMod(hash.hashCode(), count); // a string's hash code is the same on every Java
    }

    /** What the keys of a partition begin with. */
    public static String prefix(int partition) {
        return partition == CONTROL ? "{bw:ops}:" : "{bw:q:" + partition + "}:";
    }
}
