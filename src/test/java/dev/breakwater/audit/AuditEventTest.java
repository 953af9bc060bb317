package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditEventTest {

    private static final Instant AT = Instant.parse("2026-11-26T02:00:00.000999Z");
    private static final String CANONICAL = "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\","
            + "\"kind\":\"mode-set\",\"actor\":\"ann\",\"subject\":\"stripe\",\"reason\":\"it is \\\"slow\\\"\\u000a\\u00e9\","
            + "\"details\":{\"mode\":\"degraded\",\"until\":\"x\"}}";

    private static final String CANONICAL_WITH_BLANK =
            "{\"stream\": \"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"ann\",\"subject\":\"s\",\"reason\":null,\"details\":{}}";
    private static final String CANONICAL_WITH_ANOTHER_ESCAPE =
            "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"\\u0061nn\",\"subject\":\"s\",\"reason\":null,\"details\":{}}";
    private static final String CANONICAL_WITH_UPPER_HEX =
            "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"\\u00E9\",\"subject\":\"s\",\"reason\":null,\"details\":{}}";
    private static final String CANONICAL_WITH_ZERO =
            "{\"stream\":\"p0\",\"sequence\":01,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"ann\",\"subject\":\"s\",\"reason\":null,\"details\":{}}";
    private static final String CANONICAL_WITH_MORE =
            "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"ann\",\"subject\":\"s\",\"reason\":null,\"details\":{}}}";
    private static final String CANONICAL_WITH_KEYS_SWAPPED =
            "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"ann\",\"subject\":\"s\",\"reason\":null,\"details\":{\"b\":\"\",\"a\":\"\"}}";
    private static final String CANONICAL_WITH_MICROSECONDS =
            "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000001Z\",\"kind\":\"mode-set\","
                    + "\"actor\":\"ann\",\"subject\":\"s\",\"reason\":null,\"details\":{}}";
    private static final String CANONICAL_OF_NO_KIND =
            "{\"stream\":\"p0\",\"sequence\":1,\"at\":\"2026-11-26T02:00:00.000Z\",\"kind\":\"party\","
                    + "\"actor\":\"ann\",\"subject\":\"s\",\"reason\":null,\"details\":{}}";

    @Test
    void its_canonical_form_and_its_hash_are_the_same_everywhere() {
        AuditEvent event = event("p0", "it is \"slow\"\n\u00e9", Map.of("until", "x", "mode", "degraded"));

        assertThat(event.canonical()).isEqualTo(CANONICAL);
        assertThat(Chain.start("p0").hash())
                .isEqualTo("23daf39d5db190df54582576ba9996da4def1c4cb80695ff9ab413369e0fa7af");
        assertThat(Chain.start("p0").append(event).hash())
                .isEqualTo("8aab05b1106c9dfda37e2a579a94910f48e37bc116829b803dff871caa4f2e93");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                CANONICAL_WITH_BLANK,
                CANONICAL_WITH_ANOTHER_ESCAPE,
                CANONICAL_WITH_UPPER_HEX,
                CANONICAL_WITH_ZERO,
                CANONICAL_WITH_MORE,
                CANONICAL_WITH_KEYS_SWAPPED,
                CANONICAL_WITH_MICROSECONDS,
                CANONICAL_OF_NO_KIND
            })
    void no_other_form_is_read(String line) {
        assertThatThrownBy(() -> AuditEvent.parse(line)).isInstanceOf(NotCanonical.class);
    }

    @Property(tries = 500)
    void any_event_is_read_back_as_it_was(
            @ForAll @LongRange(min = 1, max = CanonicalLine.NUMBER_MAX) long sequence,
            @ForAll("instants") Instant at,
            @ForAll EventKind kind,
            @ForAll String actor,
            @ForAll String reason,
            @ForAll("details") Map<String, String> details)
            throws NotCanonical {
        AuditEvent event =
                AuditEvent.of(Redaction.standard(), "a.b-c_1", sequence, at, kind, actor, "w", reason, details);

        assertThat(event.canonical()).matches("[ -~]*");
        assertThat(AuditEvent.parse(event.canonical())).isEqualTo(event);
        assertThat(AuditEvent.parse(event.canonical()).details()).isEqualTo(event.details());
        assertThat(AuditEvent.parse(event.canonical()).reason()).isEqualTo(event.reason());
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(-70_000_000_000L, 260_000_000_000L)
                .map(s -> Instant.ofEpochSecond(s, s & 0xfffffff));
    }

    @Provide
    Arbitrary<Map<String, String>> details() {
        Arbitrary<String> keys =
                Arbitraries.strings().withChars("abcXYZ._/-12").ofMinLength(1).ofMaxLength(10);
        return Arbitraries.maps(keys, Arbitraries.strings()).ofMaxSize(AuditEvent.DETAILS_MAX);
    }

    @Test
    void the_largest_event_fits_into_a_line_of_an_export() {
        Map<String, String> details = new HashMap<>();
        for (int i = 0; i < AuditEvent.DETAILS_MAX; i++) {
            details.put("k".repeat(120) + i, "\u00e9".repeat(5000));
        }
        AuditEvent event = event("p0", "\u00e9".repeat(5000), details);
        String line = new ExportLine.Event(Chain.start("p0").hash(), event).text();

        assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThan(ExportReader.LINE_MAX);
        assertThat(event.reason()).hasSize(1000);
    }

    @Test
    void another_number_changes_nothing_else() {
        AuditEvent event = event("p0", "4242424242424242", Map.of("a", "b"));

        assertThat(event.numbered(7).canonical())
                .isEqualTo(event.canonical().replace("\"sequence\":1,", "\"sequence\":7,"));
    }

    @Test
    void a_lone_surrogate_is_replaced_and_a_pair_is_kept() {
        assertThat(event("p0", "a\ud800b", Map.of()).reason()).isEqualTo("a\ufffdb");
        assertThat(event("p0", "\ud83d\ude00", Map.of()).reason()).isEqualTo("\ud83d\ude00");
        assertThat(event("p0", "x".repeat(999) + "\ud83d\ude00", Map.of()).reason())
                .endsWith("\ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P0", "a b", "-a", "4242424242424242", "p\n"})
    void a_stream_of_another_name_is_refused(String stream) {
        assertThatIllegalArgumentException().isThrownBy(() -> event(stream, "x", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "4242424242424242", "a=1"})
    void a_detail_with_another_key_is_refused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> event("p0", "x", Map.of(key, "")));
    }

    private static AuditEvent event(String stream, String reason, Map<String, String> details) {
        return AuditEvent.of(Redaction.standard(), stream, 1, AT, EventKind.MODE_SET, "ann", "stripe", reason, details);
    }
}
