package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.ProblemPages;
import dev.breakwater.exchange.ProblemType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/problems.md has each problem once, and a problem's type leads to its section. */
class ProblemDocsTest {

    private static final Pattern SECTION = Pattern.compile("^## (\\S+)\\n(\\d{3})\\. ", Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^## ", Pattern.MULTILINE);

    @Test
    void the_page_has_one_section_for_each_type_with_its_status() throws IOException {
        String page = Files.readString(Path.of("docs/problems.md"));
        Map<String, Integer> documented = new TreeMap<>();
        Matcher section = SECTION.matcher(page);
        while (section.find()) {
            assertThat(documented.put(section.group(1), Integer.valueOf(section.group(2))))
                    .as(section.group(1))
                    .isNull();
        }
        Map<String, Integer> known = new TreeMap<>();
        for (ProblemType type : ProblemType.values()) {
            known.put(type.slug(), type.status());
        }
        assertThat(documented).isEqualTo(known);
        assertThat(HEADING.matcher(page).results()).hasSize(known.size());
    }

    @Test
    void titles_tell_types_apart() {
        List<String> titles =
                Arrays.stream(ProblemType.values()).map(ProblemType::title).toList();
        assertThat(titles).doesNotHaveDuplicates();
    }

    @Test
    void each_type_resolves_at_a_running_edge() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (Edge edge = Edge.start("p: { base-url: https://p.example, contract: none }")) {
            String base = "http://127.0.0.1:" + edge.port() + ProblemPages.PATH;
            for (ProblemType type : ProblemType.values()) {
                HttpResponse<String> page = http.send(
                        HttpRequest.newBuilder(URI.create(base + type.slug())).build(), BodyHandlers.ofString());
                assertThat(page.statusCode()).as(type.slug()).isEqualTo(200);
                assertThat(page.headers().firstValue("content-type")).contains("text/markdown; charset=utf-8");
                assertThat(page.body()).startsWith("## " + type.slug() + "\n" + type.status() + ". ");
                assertThat(HEADING.matcher(page.body()).results()).hasSize(1);
            }
            HttpResponse<String> none = http.send(
                    HttpRequest.newBuilder(URI.create(base + "no-such")).build(), BodyHandlers.ofString());
            assertThat(none.statusCode()).isEqualTo(404);
        }
    }
}
