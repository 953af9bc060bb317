package dev.breakwater;

import dev.breakwater.exchange.Faults;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which keys there are below {@code breakwater.}: a misspelt key must not silently leave its default in force. The
 * mappings would find unknown keys too, but one at a time and before any other fault; here all are told at once.
 */
final class KnownKeys {

    private static final String POLICY =
            "attempt-timeout|deadline|bulkhead|body-max|answer-held|answer-max|allow-in-target"
                    + "|breaker\\.(enabled|window|failure-ratio|slow-call|minimum-calls|open-for|probes)"
                    + "|retry\\.(attempts|backoff|backoff-max|budget)"
                    + "|when-unavailable|max-wait|durability|idempotency-key|without-store|queue-card-numbers";
    private static final String NAME = "(\"[^\"]+\"|[^.\"]+)";
    private static final String INDEX = "(\\[\\d+])?";

    static final List<Pattern> KNOWN = List.of(
            Pattern.compile("breakwater\\.providers\\." + NAME + "\\.(" + POLICY
                    + "|base-url|contract|credential\\.(header|value)|connect-timeout|http|tls-configuration-name"
                    + "|allow-plain-text|allow-link-local|unlisted"
                    + "|routes\\[\\d+]\\.(" + POLICY + "|name|match|kind|lane|invalidates" + INDEX
                    + "|cache\\.(enabled|fresh|stale-if-error|stale-while-revalidate|lane|headers-ignored" + INDEX
                    + ")))"),
            Pattern.compile(
                    "breakwater\\.clients\\." + NAME + "\\.(key-sha256|rate|tenant|(roles|providers)" + INDEX + ")"),
            Pattern.compile("breakwater\\.operators\\." + NAME + "\\.(key-sha256|roles" + INDEX + ")"),
            Pattern.compile(
                    "breakwater\\.ingress\\.(host|port|tls-configuration-name|event-loops|head-timeout|body-timeout"
                            + "|idle-timeout|head-max|target-max|bodies-max|connections-max|connections-per-address-max)"),
            Pattern.compile("breakwater\\.queue\\.(partitions|depth-max|durability|replicas|replica-wait|store-timeout"
                    + "|memory-share|keep|key-age-margin|workers-per-route)"),
            Pattern.compile("breakwater\\.cache\\.(near-max|shared|shared-max|shared-entry-max|keep-max)"),
            Pattern.compile("breakwater\\.audit\\.(seal-key-file|(trusted-key-files|secret-fields)" + INDEX + "|keep)"),
            Pattern.compile("breakwater\\.metrics\\.(enabled|otlp-url|otlp-every)"),
            Pattern.compile("breakwater\\.vault\\.(key-file|keys)"),
            Pattern.compile(
                    "breakwater\\.sandbox\\.(enabled|host|port|control-port|ledger-file|key-memory|seed|store-directory)"));

    /** What Kubernetes puts into the environment of its pods about a Service whose name begins like our keys. */
    private static final Pattern SERVICE_LINK = Pattern.compile("breakwater\\.([a-z0-9]+\\.)*"
            + "(service\\.(host|port(\\.[a-z0-9.]+)?)|port(\\.\\d+\\.|\\[\\d+])(tcp|udp|sctp)(\\.(addr|port|proto))?)");

    private static final Pattern SERVICE_PORT = Pattern.compile("breakwater\\.([a-z0-9]+\\.)*port");
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private KnownKeys() {}

    /**
     * Adds a fault for each of {@code names} that is below {@code breakwater.} and unknown.
     *
     * @param values the value of each name, if it has one
     */
    static void check(Iterable<String> names, Function<String, Optional<String>> values, Faults faults) {
        Set<String> unknown = new TreeSet<>();
        for (String name : names) {
            boolean ours = name.startsWith("breakwater.");
            if (ours && !isKnown(name) && !isServiceLink(name, values)) {
                unknown.add(name);
            }
        }
        for (String name : unknown) {
            faults.add(name, "is not a key of Breakwater; docs/configuration.md lists them all");
        }
    }

    private static boolean isKnown(String name) {
        return KNOWN.stream().anyMatch(known -> known.matcher(name).matches());
    }

    private static boolean isServiceLink(String name, Function<String, Optional<String>> values) {
        return SERVICE_LINK.matcher(name).matches()
                || (SERVICE_PORT.matcher(name).matches()
                        && values.apply(name)
                                .filter(value -> SERVICE_ADDRESS.matcher(value).matches())
                                .isPresent());
    }
}
