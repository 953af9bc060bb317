package dev.breakwater.load;

import dev.breakwater.load.check.Journal.Began;
import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Answers over time, by what they say, with a line where each phase begins: an SVG picture. */
final class Chart {

    private static final int WIDTH = 960;
    private static final int TOP = 44;
    private static final int HEIGHT = 160;
    private static final int BARS_MAX = 120;
    private static final List<String> NAMES = List.of("served", "kept or queued", "refused", "unknown or none");
    private static final List<String> COLOURS = List.of("#4c9a6a", "#4f83cc", "#d8a03d", "#c0392b");

    private final History history;

    Chart(History history) {
        this.history = history;
    }

    /** The picture; empty if there is nothing to be seen. */
    String svg() {
        if (history.began().isEmpty() || history.told().isEmpty()) {
            return "";
        }
        Instant from = history.began().get(0).at();
        Instant to = history.told().stream()
                .map(Told::at)
                .max(Comparator.naturalOrder())
                .orElse(from);
        long bar = Math.max(1000, Duration.between(from, to).toMillis() / BARS_MAX);
        int bars = (int) (Duration.between(from, to).toMillis() / bar) + 1;
        int[][] counts = new int[bars][NAMES.size()];
        for (Told told : history.told()) {
            long at = Duration.between(from, told.at()).toMillis();
            if (at >= 0) {
                counts[(int) (at / bar)][colour(told)]++;
            }
        }
        int most = 1;
        for (int[] each : counts) {
            most = Math.max(most, each[0] + each[1] + each[2] + each[3]);
        }
        StringBuilder svg = new StringBuilder();
        put(svg, "<svg viewBox='0 0 %d %d' role='img' aria-label='Answers per second'>", WIDTH, TOP + HEIGHT + 20);
        double width = (double) WIDTH / bars;
        for (int i = 0; i < bars; i++) {
            double y = TOP + HEIGHT;
            for (int colour = 0; colour < NAMES.size(); colour++) {
                double high = (double) HEIGHT * counts[i][colour] / most;
                y -= high;
                put(
                        svg,
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
                        i * width,
                        y,
                        Math.max(1, width - 1),
                        high,
                        COLOURS.get(colour));
            }
        }
        for (Began began : history.began()) {
            double x = (double) WIDTH * Duration.between(from, began.at()).toMillis() / (bar * bars);
            put(
                    svg,
                    "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#57606a' stroke-dasharray='4 3'/>",
                    x,
                    TOP - 16,
                    x,
                    TOP + HEIGHT);
            put(
                    svg,
                    "<text x='%.1f' y='%d' font-size='12' font-weight='bold'>%s</text>",
                    x + 4,
                    TOP - 6,
                    began.phase());
        }
        for (int colour = 0; colour < NAMES.size(); colour++) {
            put(svg, "<rect x='%d' y='2' width='10' height='10' fill='%s'/>", colour * 140, COLOURS.get(colour));
            put(svg, "<text x='%d' y='11' font-size='12'>%s</text>", colour * 140 + 14, NAMES.get(colour));
        }
        put(
                svg,
                "<text x='0' y='%d' font-size='12'>answers each %.0f s, %d at the most; %d s in all</text></svg>",
                TOP + HEIGHT + 15,
                bar / 1000.0,
                most,
                Duration.between(from, to).toSeconds());
        return svg.toString();
    }

    private static int colour(Told told) {
        return switch (told.outcome()) {
            case "answered", "replayed", "fresh" -> 0;
            case "stale", "queued" -> 1;
            case "refused", "not-reached" -> 2;
            default -> 3;
        };
    }

    private static void put(StringBuilder svg, String form, Object... values) {
        svg.append(String.format(Locale.ROOT, form, values));
    }
}
