package dev.breakwater.cache;

/** What is kept under a key: an answer, or the headers by which answers are told apart there. */
sealed interface Kept permits CachedAnswer, Kept.Choice {

    /** The request headers that choose among the answers to one key. */
    record Choice(CacheKey key, Vary vary, long begunNanos) implements Kept {}

    /** Under which it is kept. */
    CacheKey key();

    /** When the request began that it came from, by this process' clock. */
    long begunNanos();
}
