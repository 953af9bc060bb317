package dev.breakwater.exchange;

/**
 * All writes of one provider that share an ordering key; they are delivered one at a time and in order.
 *
 * @param provider the provider's name
 * @param value the ordering key, 1 to {@value #LENGTH_MAX} characters, as it stands in the request
 */
public record Lane(String provider, String value) {

    /** The longest ordering key, in characters. */
    public static final int LENGTH_MAX = 255;

    /** The lane's name in the store: the same for the same lane, of even length, and saying nothing of the value. */
    public String hash() {
        return Digest.of("lane", provider, value);
    }

    @Override
    public String toString() {
        return provider + ":" + value;
    }
}
