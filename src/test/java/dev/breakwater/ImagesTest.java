package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.breakwater.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images keep to what k8s/base asks of them: docs/images.md. */
class ImagesTest {

    private static final Set<String> INSTRUCTIONS =
            Set.of("FROM", "ARG", "LABEL", "COPY", "WORKDIR", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT");

    static List<Dockerfile> images() throws IOException {
        return Dockerfile.all();
    }

    @Test
    void there_is_one_for_a_jvm_and_one_without() throws IOException {
        assertThat(images())
                .extracting(Dockerfile::toString)
                .containsExactly("Dockerfile.jvm", "Dockerfile.native-micro");
    }

    @ParameterizedTest
    @MethodSource("images")
    void no_shell_is_needed_to_build_or_to_start_one_and_no_health_check_is_in_it(Dockerfile image) throws IOException {
        assertThat(image.instructions())
                .extracting(Instruction::name)
                .as("no RUN, no HEALTHCHECK")
                .allMatch(INSTRUCTIONS::contains);
        assertThat(new ObjectMapper().readTree(image.one("ENTRYPOINT")).isArray())
                .as("a list, which no shell reads")
                .isTrue();
        assertThat(image.one("STOPSIGNAL")).isEqualTo("SIGTERM");
    }

    @ParameterizedTest
    @MethodSource("images")
    void the_base_is_one_release(Dockerfile image) {
        assertThat(image.one("FROM"))
                .matches("[a-z0-9./-]+:[0-9][A-Za-z0-9._-]*")
                .doesNotContain("latest");
        assertThat(image.one("LABEL")).contains("base.name=\"", image.one("FROM"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void nobody_is_root_and_what_runs_belongs_to_root(Dockerfile image) throws IOException {
        var security = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("k8s/base/deployment.yaml").toFile())
                .at("/spec/template/spec/securityContext");

        assertThat(image.one("USER"))
                .isEqualTo(security.get("runAsUser").asText() + ":"
                        + security.get("runAsGroup").asText());
        assertThat(image.all("COPY")).noneMatch(copy -> copy.contains("--chown"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void it_says_what_it_is(Dockerfile image) throws IOException {
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(image.all("ARG")).contains("VERSION=" + version.group(1));
        assertThat(image.one("LABEL"))
                .contains("image.title=", "image.description=", "image.licenses=\"Apache-2.0\"")
                .contains("image.version=\"${VERSION}\"", "image.revision=\"${REVISION}\"");
        assertThat(image.one("EXPOSE")).isEqualTo("8080 9000");
    }

    @ParameterizedTest
    @MethodSource("images")
    void what_it_is_made_of_and_under_which_licences_is_in_it(Dockerfile image) {
        assertThat(image.copies())
                .flatExtracting(Dockerfile.Copy::sources)
                .contains("LICENSE", "NOTICE", "target/THIRD-PARTY.txt", "target/bom.json");
    }

    @ParameterizedTest
    @MethodSource("images")
    void all_that_is_copied_gets_to_the_builder(Dockerfile image) throws IOException {
        List<String> let = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();

        assertThat(image.copies())
                .flatExtracting(Dockerfile.Copy::sources)
                .allMatch(source -> let.stream().anyMatch(source::startsWith));
    }
}
