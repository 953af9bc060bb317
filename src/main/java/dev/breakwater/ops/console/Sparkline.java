package dev.breakwater.ops.console;

import dev.breakwater.ops.PulseView.Spark;
import io.quarkus.qute.RawString;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Small charts, drawn here so that the page needs no script for them. Colours come from the style sheet. */
final class Sparkline {

    private static final int WIDTH = 5; // of one step
    private static final int HEIGHT = 24;

    private Sparkline() {}

    /** A bar for each step: how many calls, and how many of them failed. */
    static RawString calls(Spark spark) {
        long most = Math.max(1, max(spark.requests()));
        StringBuilder svg = open(spark.requests().size(), "Calls and, in the lower part of each bar, failures");
        for (int i = 0; i < spark.requests().size(); i++) {
            bar(svg, i, spark.requests().get(i), most, "calls");
            bar(svg, i, spark.failed().get(i), most, "failures");
        }
        return new RawString(svg.append("</svg>").toString());
    }

    /** A line: the slowest of a hundred calls. */
    static RawString latency(Spark spark) {
        double most = 1;
        for (Double one : spark.p99Ms()) {
            most = Math.max(most, one == null ? 0 : one);
        }
        StringBuilder svg = open(spark.p99Ms().size(), "Latency that one in a hundred exceeds");
        StringBuilder run = new StringBuilder();
        for (int i = 0; i <= spark.p99Ms().size(); i++) {
            Double one = i < spark.p99Ms().size() ? spark.p99Ms().get(i) : null;
            if (one == null) {
                line(svg, run);
                run.setLength(0);
            } else {
                double y = HEIGHT - 2 - one / most * (HEIGHT - 4);
                run.append(
                        String.format(Locale.ROOT, "%s%d %.1f h%d ", run.isEmpty() ? "M" : "L", i * WIDTH, y, WIDTH));
            }
        }
        return new RawString(svg.append("</svg>").toString());
    }

    private static StringBuilder open(int steps, String label) {
        return new StringBuilder("<svg class=\"spark\" role=\"img\" aria-label=\"")
                .append(label)
                .append(", last five minutes\" viewBox=\"0 0 ")
                .append(steps * WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" preserveAspectRatio=\"none\">");
    }

    private static void bar(StringBuilder svg, int step, @Nullable Long value, long most, String of) {
        if (value != null && value > 0) {
            double height = Math.max(1, (double) value / most * HEIGHT);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>",
                    of,
                    step * WIDTH,
                    HEIGHT - height,
                    WIDTH - 1,
                    height));
        }
    }

    private static void line(StringBuilder svg, CharSequence run) {
        if (!run.isEmpty()) {
            svg.append("<path class=\"latency\" d=\"").append(run).append("\"/>");
        }
    }

    private static long max(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
