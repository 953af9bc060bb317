package dev.breakwater.route;

import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.Contract.Remembers;
import dev.breakwater.route.Contract.Statuses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads contracts: the built-in ones by name, others from a file of the operator's. */
final class ContractReader {

    /** The built-in contracts; each is a file in {@code src/main/resources/contracts}. */
    static final Set<String> BUILT_IN =
            new TreeSet<>(Set.of("stripe", "stripe-v2", "adyen", "checkout", "paypal", "sandbox", "none"));

    private static final Contract NONE = new Contract("none", null, new Statuses(Set.of(429), Set.of(), Set.of()));
    private static final int FIRST_ERROR = 400;
    private static final String NO_STATUS = "is not a status or a range of them; write 429 or 500-599";
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");
    private static final Pattern STATUS = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");
    private static final Set<String> KEYS =
            Set.of("name", "source", "key", "answers", "results", "lookup", "settles-within");
    private static final Set<String> KEY_KEYS =
            Set.of("header", "length-max", "methods", "remembered-for", "remembers");
    private static final Set<String> RESULT_KEYS = Set.of("declined", "field", "field-declined", "field-error");
    private static final Set<String> ANSWER_KEYS =
            Set.of("did-nothing", "in-progress", "ambiguous", "inconclusive-when-resent");

    private final Faults faults;

    ContractReader(Faults faults) {
        this.faults = faults;
    }

    /** The contract that {@code given}, the value of {@code key}, names. */
    Contract named(String key, Optional<String> given) {
        String text = given.orElse("").strip();
        if (text.isEmpty()) {
            faults.add(
                    key,
                    text,
                    "names no contract; use one of " + String.join(", ", BUILT_IN)
                            + ", or the path of a file of your own ('none' if the provider knows no idempotency keys)");
            return NONE;
        }
        if (BUILT_IN.contains(text)) {
            return read(key + " (" + text + ")", builtIn(text));
        }
        if (!text.endsWith(".yaml") && !text.endsWith(".yml")) {
            faults.add(
                    key,
                    text,
                    "is no built-in contract; those are " + String.join(", ", BUILT_IN)
                            + "; a file of your own ends in .yaml");
            return NONE;
        }
        try {
            return read(key + " (" + text + ")", Files.readString(Path.of(text)));
        } catch (IOException | InvalidPathException unreadable) {
            faults.add(
                    key,
                    text,
                    "cannot be read: " + unreadable.getClass().getSimpleName()
                            + "; check the path and that the file may be read");
            return NONE;
        }
    }

    private static String builtIn(String name) {
        String resource = "/contracts/" + name + ".yaml";
        try (InputStream in = ContractReader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from this build: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text of a contract; {@code where} stands before the keys in faults. */
    Contract read(String where, String yaml) {
        Settings at = new Settings(where, faults);
        Map<?, ?> root;
        try {
            Object parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            if (!(parsed instanceof Map<?, ?> map)) {
                faults.add(where, "is not a contract; write keys and values, such as name: mine");
                return NONE;
            }
            root = map;
        } catch (YAMLException broken) {
            faults.add(where, "is not YAML: " + broken.getMessage());
            return NONE;
        }
        knownOnly(at, root, KEYS);
        String name = text(root, "name").orElse("");
        if (name.isEmpty()) {
            faults.add(at.key("name"), "is missing; name the provider");
        }
        Map<?, ?> key = group(at, root, "key", KEY_KEYS);
        Map<?, ?> answers = group(at, root, "answers", ANSWER_KEYS);
        Statuses statuses = answers(at.in("answers"), answers == null ? Map.of() : answers);
        return new Contract(
                name,
                key == null ? null : keyRule(at.in("key"), key),
                statuses,
                results(at.in("results"), group(at, root, "results", RESULT_KEYS)),
                LookupReader.read(at, root.get("lookup"), statuses),
                settlesWithin(at, root));
    }

    private static @Nullable Duration settlesWithin(Settings at, Map<?, ?> root) {
        return root.containsKey("settles-within")
                ? at.duration(
                        "settles-within",
                        text(root, "settles-within"),
                        Duration.ofDays(365),
                        Duration.ofSeconds(1),
                        Duration.ofDays(365))
                : null;
    }

    private Statuses answers(Settings at, Map<?, ?> answers) {
        knownOnly(at, answers, ANSWER_KEYS);
        Set<Integer> didNothing = statuses(at, answers, "did-nothing", Set.of(429));
        Set<Integer> inProgress = statuses(at, answers, "in-progress", Set.of());
        Set<Integer> ambiguous = statuses(at, answers, "ambiguous", Set.of());
        for (int status : didNothing) {
            if (status < FIRST_ERROR) {
                faults.add(
                        at.key("did-nothing"),
                        String.valueOf(status),
                        "says that something was done or is under way; name only statuses from 400 to 599");
            }
        }
        oneMeaning(at, "in-progress", inProgress, didNothing);
        oneMeaning(at, "ambiguous", ambiguous, didNothing);
        oneMeaning(at, "ambiguous", ambiguous, inProgress);
        Set<Integer> inconclusive =
                statuses(at, answers, "inconclusive-when-resent", Statuses.INCONCLUSIVE_WHEN_RESENT);
        return new Statuses(didNothing, inProgress, ambiguous, inconclusive);
    }

    private ResultRule results(Settings at, @Nullable Map<?, ?> results) {
        if (results == null) {
            return ResultRule.USUAL;
        }
        knownOnly(at, results, RESULT_KEYS);
        Set<Integer> declined = statuses(at, results, "declined", ResultRule.USUAL.declined());
        String field = text(results, "field").orElse("");
        Set<String> no = words(results, "field-declined");
        Set<String> wrong = words(results, "field-error");
        if (field.isEmpty() != (no.isEmpty() && wrong.isEmpty())) {
            faults.add(
                    at.key("field"),
                    field,
                    "goes with field-declined or field-error; name the member, and the values of it that say no");
        }
        return new ResultRule(declined, field.isEmpty() ? null : new ResultRule.Field(field, no, wrong));
    }

    private static Set<String> words(Map<?, ?> in, String name) {
        Set<String> words = new HashSet<>();
        list(in, name).forEach(word -> words.add(String.valueOf(word)));
        return Set.copyOf(words);
    }

    private void oneMeaning(Settings at, String name, Set<Integer> statuses, Set<Integer> taken) {
        for (int status : statuses) {
            if (taken.contains(status)) {
                faults.add(at.key(name), String.valueOf(status), "has another meaning already; give each status one");
            }
        }
    }

    private KeyRule keyRule(Settings at, Map<?, ?> key) {
        knownOnly(at, key, KEY_KEYS);
        for (String needed : List.of("header", "methods", "remembered-for", "remembers")) {
            if (!key.containsKey(needed)) {
                faults.add(at.key(needed), "is missing; a key rule needs it");
            }
        }
        Set<String> methods = new HashSet<>();
        for (Object method : list(key, "methods")) {
            methods.add(String.valueOf(method));
            if (!METHOD.matcher(String.valueOf(method)).matches()) {
                faults.add(at.key("methods"), String.valueOf(method), "is not a method; write it like POST");
            }
        }
        String header = text(key, "header").orElse("");
        if (key.containsKey("header") && !HEADER.matcher(header).matches()) {
            faults.add(at.key("header"), header, "is not a header name; write it like Idempotency-Key");
        }
        return new KeyRule(
                header,
                at.integer("length-max", text(key, "length-max"), 255, 1, 1024),
                methods,
                at.duration(
                        "remembered-for",
                        text(key, "remembered-for"),
                        Duration.ofHours(1),
                        Duration.ofSeconds(1),
                        Duration.ofDays(365)),
                at.oneOf("remembers", text(key, "remembers"), Remembers.DIFFERS, Remembers.class));
    }

    private Set<Integer> statuses(Settings at, Map<?, ?> group, String name, Set<Integer> otherwise) {
        if (!group.containsKey(name)) {
            return otherwise;
        }
        Set<Integer> all = new HashSet<>();
        for (Object each : list(group, name)) {
            Matcher m = STATUS.matcher(String.valueOf(each));
            if (!m.matches()) {
                faults.add(at.key(name), String.valueOf(each), NO_STATUS);
                continue;
            }
            int first = Integer.parseInt(m.group(1));
            int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
            if (last < first) {
                faults.add(at.key(name), String.valueOf(each), NO_STATUS);
            }
            for (int status = first; status <= last; status++) {
                all.add(status);
            }
        }
        return Set.copyOf(all);
    }

    private void knownOnly(Settings at, Map<?, ?> group, Set<String> known) {
        for (Object key : group.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                faults.add(
                        at.key(String.valueOf(key)),
                        "is not a key of a contract; known are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /** The group {@code name}, null if it is not there. */
    private @Nullable Map<?, ?> group(Settings at, Map<?, ?> in, String name, Set<String> known) {
        if (!in.containsKey(name) || in.get(name) instanceof Map<?, ?>) {
            return (Map<?, ?>) in.get(name);
        }
        faults.add(
                at.key(name),
                String.valueOf(in.get(name)),
                "is not a group of keys; known are " + String.join(", ", new TreeSet<>(known)));
        return null;
    }

    private static List<?> list(Map<?, ?> in, String name) {
        Object value = in.get(name);
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    private static Optional<String> text(Map<?, ?> in, String name) {
        @Nullable Object value = in.get(name);
        return Optional.ofNullable(value).map(String::valueOf);
    }
}
