package dev.breakwater;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} showed at one time, in Prometheus' text format or as OpenMetrics. */
final class Scraped {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*?)})? (\\S+)(?: # .*)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern OF_HISTOGRAM = Pattern.compile("(.+)_(bucket|count|sum)");

    private static final String TOTAL = "_total";

    private final Map<String, String> types = new TreeMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** One line. */
    record Sample(String name, Map<String, String> labels, double value) {}

    Scraped(String text) {
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                boolean shortened = words[3].equals("counter") && !words[2].endsWith(TOTAL); // as OpenMetrics has it
                types.put(shortened ? words[2] + TOTAL : words[2], words[3]);
            } else if (!line.startsWith("#") && sample.matches()) {
                Map<String, String> labels = new HashMap<>();
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                samples.add(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
            }
        }
    }

    /** Metric to type, of those whose names begin with {@code prefix}. */
    Map<String, String> types(String prefix) {
        Map<String, String> found = new TreeMap<>(types);
        found.keySet().removeIf(name -> !name.startsWith(prefix));
        return found;
    }

    /** The samples of one metric, those of a histogram's parts included, without the bound of its buckets. */
    List<Sample> of(String metric) {
        List<Sample> found = new ArrayList<>();
        for (Sample sample : samples) {
            Matcher part = OF_HISTOGRAM.matcher(sample.name());
            boolean ofIt = sample.name().equals(metric)
                    || (part.matches() && part.group(1).equals(metric));
            if (ofIt) {
                Map<String, String> labels = new HashMap<>(sample.labels());
                labels.remove("le");
                found.add(new Sample(sample.name(), labels, sample.value()));
            }
        }
        return found;
    }

    /**
     * The sum of all samples of that name that bear {@code labels}, given as {@code name=value}; 0 if there are none.
     */
    double sum(String name, String... labels) {
        Map<String, String> wanted = new HashMap<>();
        for (String label : labels) {
            String[] parts = label.split("=", 2);
            wanted.put(parts[0], parts[1]);
        }
        return samples.stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(wanted.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }
}
