package dev.breakwater;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is shipped below {@code k8s/observability}, as its tests read it. */
final class AlertRules {

    static final Path DIRECTORY = Path.of("k8s/observability");
    static final String RUNBOOK = "https://breakwater.example/docs/runbook.md#";

    private static final String ANY_CAUSE = "{{ $labels.cause }}";

    private static final Pattern NAME = Pattern.compile("\\bbreakwater[_:][\\w:]+");
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum)$");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(breakwater_\\w+)`");

    private AlertRules() {}

    /** An alert as its rule says. */
    record Alert(String name, String severity, Map<String, String> annotations) {

        /** The sections of the runbook that it leads to: one, or one for each cause. */
        List<String> anchors() {
            String anchor = annotations.getOrDefault("runbook_url", "").replace(RUNBOOK, "");
            return anchor.contains(ANY_CAUSE)
                    ? causes().map(cause -> anchor.replace(ANY_CAUSE, cause)).toList()
                    : List.of(anchor);
        }
    }

    /** What puts data at risk, as labels name it. */
    static Stream<String> causes() {
        return Arrays.stream(Cause.values()).map(Settings::word);
    }

    static List<Alert> alerts() {
        return list(yaml("rules/alerts.yaml").get("groups")).stream()
                .flatMap(group -> list(group.get("rules")).stream())
                .map(rule -> new Alert(
                        String.valueOf(rule.get("alert")),
                        texts(rule.get("labels")).getOrDefault("severity", ""),
                        texts(rule.get("annotations"))))
                .toList();
    }

    /** The expressions of the recording rules by what they record. */
    static Map<String, String> recorded() {
        return list(yaml("rules/recording.yaml").get("groups")).stream()
                .flatMap(group -> list(group.get("rules")).stream())
                .collect(toMap(rule -> String.valueOf(rule.get("record")), rule -> String.valueOf(rule.get("expr"))));
    }

    /** The metrics of ours that an expression is about in the end, parts of histograms by the histogram's name. */
    static Set<String> metrics(String expression) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(expression).results().map(MatchResult::group).forEach(name -> {
            String rule = recorded().get(name);
            if (rule == null) {
                names.add(PART.matcher(name).replaceFirst(""));
            } else {
                names.addAll(metrics(rule));
            }
        });
        return names;
    }

    /** The metrics that docs/metrics.md explains. */
    static Set<String> documented() {
        return DOCUMENTED
                .matcher(read(Path.of("docs/metrics.md")))
                .results()
                .map(row -> row.group(1))
                .collect(toSet());
    }

    /** One of its files. */
    static Map<String, Object> yaml(String file) {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return yaml.load(read(DIRECTORY.resolve(file)));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Object list) {
        return (List<Map<String, Object>>) list;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(Object map) {
        return (Map<String, String>) map;
    }
}
