package dev.breakwater.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code type} of a problem resolves to: its section of {@code docs/problems.md}, which is in the artifact.
 *
 * <p>Threading: immutable.
 */
public final class ProblemPages {

    /** Where they are, on both planes. */
    public static final String PATH = "/-/problems/";

    private static final String RESOURCE = "/META-INF/breakwater/problems.md";
    private static final String HEADING = "\n## ";

    private final Map<String, String> bySlug = new HashMap<>();

    public ProblemPages() {
        String[] sections = text().split(HEADING, -1);
        for (int i = 1; i < sections.length; i++) {
            int end = sections[i].indexOf('\n');
            bySlug.put(
                    sections[i]
                            .substring(0, end < 0 ? sections[i].length() : end)
                            .strip(),
                    "## " + sections[i]);
        }
    }

    /** The page of {@code slug} in Markdown, or null. */
    public @Nullable String page(String slug) {
        return bySlug.get(slug);
    }

    private static String text() {
        try (InputStream in = ProblemPages.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing from this build: " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
