package dev.breakwater.route;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the answers to one route's reads are kept. A duration adds what the provider leaves open, and shortens what it
 * says; it never allows what the provider forbids.
 *
 * @param fresh for how long an answer is served without asking the provider; null if only the provider says
 * @param staleIfError for how long after that it is served when the provider gives none; null if only the provider says
 * @param staleWhileRevalidate for how long it is served while it is asked for in the background; null as above
 * @param lane where the ordering key stands of the writes that may change what these reads show; null if nobody said
 * @param headersIgnored names of request headers, in lower case, that do not tell one answer from another
 */
public record CachePolicy(
        @Nullable Duration fresh,
        @Nullable Duration staleIfError,
        @Nullable Duration staleWhileRevalidate,
        @Nullable LaneSource lane,
        Set<String> headersIgnored) {}
