package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Faults;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.Contract.Remembers;
import dev.breakwater.route.Contract.Statuses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built-in contracts say what the design says, a file of one's own is as good, and a broken one is told. */
class ContractsTest {

    private static final Set<Integer> SERVER_ERRORS =
            IntStream.rangeClosed(500, 599).boxed().collect(Collectors.toSet());

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "stripe,    Idempotency-Key,     255, POST,        24h,  FIRST_ANSWER,       400 401 403",
        "stripe-v2, Idempotency-Key,     255, POST DELETE, 720h, SUCCESS_ELSE_AGAIN, 401 403",
        "adyen,     Idempotency-Key,     64,  POST,        168h, FIRST_ANSWER,       401 403 422",
        "checkout,  Cko-Idempotency-Key, 255, POST,        24h,  SUCCESS_ONLY,       401 403",
        "paypal,    PayPal-Request-Id,   108, POST,        3h,   DIFFERS,            401 403",
        "sandbox,   Idempotency-Key,     255, POST,        24h,  FIRST_ANSWER,       400 401 403"
    })
    void built_in(
            String name,
            String header,
            int lengthMax,
            String methods,
            String hours,
            Remembers remembers,
            String inconclusive) {
        Contract contract = RoutesFromYaml.contract(name);
        assertThat(contract.name()).isEqualTo(name);
        assertThat(contract.key())
                .isEqualTo(new KeyRule(
                        header,
                        lengthMax,
                        Set.copyOf(Arrays.asList(methods.split(" "))),
                        Duration.parse("PT" + hours.toUpperCase(Locale.ROOT)),
                        remembers));
        Set<Integer> saysNothing =
                Arrays.stream(inconclusive.split(" ")).map(Integer::valueOf).collect(Collectors.toSet());
        assertThat(contract.statuses()).isEqualTo(new Statuses(Set.of(429), Set.of(409), SERVER_ERRORS, saysNothing));
    }

    @Test
    void built_in_for_a_provider_that_knows_no_keys() {
        assertThat(RoutesFromYaml.contract("none"))
                .isEqualTo(new Contract("none", null, new Statuses(Set.of(429), Set.of(), SERVER_ERRORS)));
    }

    @Test
    void each_built_in_contract_is_a_file_and_each_file_is_built_in() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/contracts"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(RoutesFromYaml.builtIn());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stripe,    POST, true",
        "stripe,    DELETE, false",
        "stripe-v2, DELETE, true",
        "adyen,     POST, true",
        "checkout,  POST, false",
        "paypal,    POST, false",
        "none,      POST, false"
    })
    void recognises_a_request_by_its_key(String name, String method, boolean recognises) {
        assertThat(RoutesFromYaml.contract(name).recognises(method)).isEqualTo(recognises);
    }

    @Test
    void a_file_of_ones_own() throws IOException {
        Path file = write("""
                name: own-bank
                source: https://own.example/docs
                key: { header: X-Own-Key, length-max: 40, methods: [POST, PUT], remembered-for: 30m, remembers: first-answer }
                answers:
                  did-nothing: [429, 503]
                  in-progress: 425
                  ambiguous: [404, 500-502]
                """);
        assertThat(RoutesFromYaml.contract(file.toString()))
                .isEqualTo(new Contract(
                        "own-bank",
                        new KeyRule(
                                "X-Own-Key", 40, Set.of("POST", "PUT"), Duration.ofMinutes(30), Remembers.FIRST_ANSWER),
                        new Statuses(Set.of(429, 503), Set.of(425), Set.of(404, 500, 501, 502))));
    }

    @Test
    void a_file_may_leave_out_what_has_a_default() throws IOException {
        assertThat(RoutesFromYaml.contract(write("name: plain").toString()))
                .isEqualTo(new Contract("plain", null, new Statuses(Set.of(429), Set.of(), Set.of())));
        assertThat(RoutesFromYaml.contract(write(
                                        "{ name: keyed, key: { header: K, methods: POST, remembered-for: 1h, remembers: differs } }")
                                .toString())
                        .key()
                        .lengthMax())
                .isEqualTo(255);
    }

    @Test
    void names_that_are_none() {
        String known = "adyen, checkout, none, paypal, sandbox, stripe, stripe-v2";
        assertThat(faults("p: { base-url: https://p.example }"))
                .containsExactly("breakwater.providers.p.contract: '' names no contract; use one of " + known
                        + ", or the path of a file of your own ('none' if the provider knows no idempotency keys)");
        assertThat(faults("p: { base-url: https://p.example, contract: stripes }"))
                .containsExactly("breakwater.providers.p.contract: 'stripes' is no built-in contract; those are "
                        + known + "; a file of your own ends in .yaml");
        assertThat(faults("p: { base-url: https://p.example, contract: /no/such/file.yaml }"))
                .containsExactly("breakwater.providers.p.contract: '/no/such/file.yaml' cannot be read:"
                        + " NoSuchFileException; check the path and that the file may be read");
    }

    @Test
    void broken_files_are_told_with_file_and_key() throws IOException {
        Path file = write("""
                nam: own
                key:
                  header: "Own Key"
                  length-max: 0
                  methods: [post, "*"]
                  remembered-for: a day
                  remembers: everything
                  scope: account
                answers:
                  did-nothing: [429, 200, 1000]
                  in-progress: [429]
                  ambiguous: [5xx, 503-500]
                  retry: [503]
                """);
        String at = "breakwater.providers.p.contract (" + file + ").";
        assertThat(faultsOf(file))
                .containsExactlyInAnyOrder(
                        at + "nam: is not a key of a contract; known are answers, key, lookup, name, results,"
                                + " settles-within, source",
                        at + "name: is missing; name the provider",
                        at + "key.scope: is not a key of a contract; known are header, length-max, methods,"
                                + " remembered-for, remembers",
                        at + "key.header: 'Own Key' is not a header name; write it like Idempotency-Key",
                        at + "key.length-max: '0' is not a whole number from 1 to 1024",
                        at + "key.methods: 'post' is not a method; write it like POST",
                        at + "key.methods: '*' is not a method; write it like POST",
                        at + "key.remembered-for: 'a day' is not a duration from 1s to 365d; write it like 250ms,"
                                + " 10s, 5m or 20h",
                        at + "key.remembers: 'everything' is not known; known are first-answer, success-else-again,"
                                + " success-only, differs",
                        at
                                + "answers.retry: is not a key of a contract; known are ambiguous, did-nothing, in-progress, inconclusive-when-resent",
                        at + "answers.did-nothing: '1000' is not a status or a range of them; write 429 or 500-599",
                        at + "answers.did-nothing: '200' says that something was done or is under way; name only"
                                + " statuses from 400 to 599",
                        at + "answers.in-progress: '429' has another meaning already; give each status one",
                        at + "answers.ambiguous: '5xx' is not a status or a range of them; write 429 or 500-599",
                        at + "answers.ambiguous: '503-500' is not a status or a range of them; write 429 or 500-599");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'[a, b]'                      | : is not a contract; write keys and values, such as name: mine",
                "'just text'                   | : is not a contract; write keys and values, such as name: mine",
                "''                            | : is not a contract; write keys and values, such as name: mine",
                "'{ name: p, key: true }'      | .key: 'true' is not a group of keys; known are header, length-max, methods, remembered-for, remembers",
                "'{ name: p, answers: [429] }' | .answers: '[429]' is not a group of keys; known are ambiguous, did-nothing, in-progress, inconclusive-when-resent"
            })
    void what_is_no_contract_at_all(String yaml, String fault) throws IOException {
        Path file = write(yaml);
        assertThat(faultsOf(file)).containsExactly("breakwater.providers.p.contract (" + file + ")" + fault);
    }

    @Test
    void a_key_rule_without_what_it_needs() throws IOException {
        Path file = write("{ name: p, key: { length-max: 9 } }");
        String at = "breakwater.providers.p.contract (" + file + ").key.";
        assertThat(faultsOf(file))
                .containsExactly(
                        at + "header: is missing; a key rule needs it",
                        at + "methods: is missing; a key rule needs it",
                        at + "remembered-for: is missing; a key rule needs it",
                        at + "remembers: is missing; a key rule needs it");
    }

    @Test
    void what_is_no_yaml_is_told_in_one_line() throws IOException {
        Path file = write("name: [own\nkey: {");
        assertThat(faultsOf(file))
                .singleElement()
                .asString()
                .startsWith("breakwater.providers.p.contract (" + file + "): is not YAML: ")
                .doesNotContain("\n");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "own", ".yaml"), yaml);
    }

    private static List<String> faultsOf(Path file) {
        return faults("p: { base-url: https://p.example, contract: " + file + " }");
    }

    private static List<String> faults(String providers) {
        Faults faults = new Faults();
        RoutesFromYaml.read(providers, faults);
        return faults.all();
    }
}
