package dev.breakwater.load.check;

import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Told.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the provider saw of a run, against what guards should have let through: a function of the evidence. */
public final class Guards {

    private static final int RETRIES_FREE = 10;
    private static final Set<String> SENT = Set.of("answered", "unknown");

    private Guards() {}

    /**
     * The bounds that the run's configuration sets.
     *
     * @param bulkheads by the beginning of the path at the provider
     * @param retryBudget the share of a provider's calls that may be retries
     * @param retried the method and path at the provider of which retries are counted, of a route that queues nothing
     * @param provider the beginning of the paths of its provider
     * @param kinds of requests that go there
     */
    public record Limits(
            Map<String, Integer> bulkheads, double retryBudget, String retried, String provider, Set<String> kinds) {}

    /**
     * All guards, with what was seen.
     *
     * @param seen in the order of time, from before the first request to after the last; at least two
     */
    public static List<Guard> of(History history, List<Seen> seen, Limits limits) {
        List<Guard> all = new ArrayList<>();
        limits.bulkheads().forEach((path, limit) -> all.add(bulkhead(path, limit, seen)));
        all.add(retryBudget(history, seen, limits));
        return all;
    }

    /** How many writes of {@code kind} were never done, though their clients came back for them. */
    public static Guard herd(History history, String kind, double most) {
        Map<Integer, String> keys = new HashMap<>();
        for (Asked asked : history.asked()) {
            if (asked.kind().equals(kind) && asked.key() != null) {
                keys.put(asked.number(), asked.key());
            }
        }
        Set<String> open = new HashSet<>(keys.values());
        history.told().stream()
                .filter(told -> told.verdict() == Verdict.SUCCEEDED && keys.containsKey(told.number()))
                .forEach(told -> open.remove(keys.get(told.number())));
        return new Guard("HERD", "writes of the herd that were not done in the end", open.size(), most);
    }

    /**
     * In two looks one after the other: a call that the gateway has given up counts until the provider has noticed it.
     */
    private static Guard bulkhead(String path, int limit, List<Seen> seen) {
        long most = 0;
        for (int i = 1; i < seen.size(); i++) {
            most = Math.max(most, Math.min(inFlight(seen.get(i - 1), path), inFlight(seen.get(i), path)));
        }
        return new Guard("BULKHEAD", "calls at a time to " + path + ", in two looks one after the other", most, limit);
    }

    /**
     * Beyond the first attempts, of which clients know, the provider gets a share of all its calls, and a few for free.
     */
    private static Guard retryBudget(History history, List<Seen> seen, Limits limits) {
        Set<Integer> numbers = history.asked().stream()
                .filter(asked -> limits.kinds().contains(asked.kind()))
                .map(Asked::number)
                .collect(Collectors.toSet());
        long first = history.told().stream()
                .filter(told -> numbers.contains(told.number()) && SENT.contains(told.outcome()))
                .count();
        Seen begin = seen.get(0);
        Seen end = seen.get(seen.size() - 1);
        long all = received(end, limits.provider()) - received(begin, limits.provider());
        long retries = received(end, limits.retried()) - received(begin, limits.retried()) - first;
        return new Guard(
                "RETRY_BUDGET",
                "attempts beyond the first at " + limits.retried() + ": at most " + RETRIES_FREE
                        + " and a share of all calls",
                retries,
                RETRIES_FREE + Math.floor(limits.retryBudget() * all));
    }

    private static long inFlight(Seen seen, String path) {
        return seen.calls().entrySet().stream()
                .filter(calls -> pathOf(calls.getKey()).startsWith(path))
                .mapToLong(calls -> calls.getValue().inFlight())
                .sum();
    }

    /** @param path a path's beginning, or a method and a path's beginning */
    private static long received(Seen seen, String path) {
        return seen.calls().entrySet().stream()
                .filter(calls -> calls.getKey().startsWith(path)
                        || pathOf(calls.getKey()).startsWith(path))
                .mapToLong(calls -> calls.getValue().received())
                .sum();
    }

    private static String pathOf(String methodAndPath) {
        return methodAndPath.substring(methodAndPath.indexOf(' ') + 1);
    }
}
