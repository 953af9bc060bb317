package dev.breakwater;

import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is shipped below {@code k8s/observability}, as its tests read it. */
final class AlertRules {

    static final Path DIRECTORY = Path.of("k8s/observability");
    static final String RUNBOOK = "https://breakwater.example/docs/runbook.md#";

    private static final String ANY_CAUSE = "{{ $labels.cause }}";

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
