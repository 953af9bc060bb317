package dev.breakwater.audit;

import static dev.breakwater.audit.LogForTest.STREAM;
import static dev.breakwater.audit.LogForTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.breakwater.audit.AuditLog.StreamState;
import dev.breakwater.audit.LogForTest.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The log in a real Redis: what is sealed, what is proven of it, and what happens to what somebody changes there. */
class AuditLogTest {

    private static final AuditSettings SETTINGS = AuditSettings.rehearsal();

    private final LogForTest scene = new LogForTest();
    private final AuditLog log = scene.replica("one", SETTINGS);

    @AfterEach
    void close() {
        try {
            await(log.stop());
        } finally {
            scene.close();
        }
    }

    /** Ten events in two seals, and two that no seal covers yet. */
    private void sealedTwice() {
        scene.happens(5);
        await(log.seal());
        scene.happens(5);
        await(log.seal());
        scene.happens(2);
    }

    @Test
    void what_is_noted_is_redacted_sealed_and_whole() throws IOException {
        await(log.note(EventKind.CACHE_DROPPED, "ann", "stripe", "card 4242 4242 4242 4242", Map.of("cvc", "123")));
        sealedTwice();
        await(log.seal());

        assertThat(log.verify().fault()).isNull();
        assertThat(await(log.state()))
                .extracting(StreamState::stream, StreamState::last, StreamState::unsealed)
                .containsExactly(tuple("control", 1L, 0L), tuple("p0", 12L, 0L), tuple("p1", 0L, 0L));
        AuditEvent noted = await(log.page(query(EventKind.CACHE_DROPPED, null, 5)))
                .events()
                .get(0);
        assertThat(noted.reason()).isEqualTo("card 424242******4242");
        assertThat(noted.details()).containsEntry("cvc", Redaction.REDACTED);
        assertThat(scene.alarms).isEmpty();
    }

    @Test
    void an_export_is_verified_without_the_store() throws IOException {
        sealedTwice();
        String export = exported();
        ExportVerifier offline = new ExportVerifier(SETTINGS.trusted(), List.of(), false);

        Verdict verdict = verify(offline, export);
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.ends())
                .filteredOn(end -> end.stream().equals(STREAM))
                .allMatch(end -> end.last() == 12 && end.sealed().sequence() == 10);

        Verdict tampered = verify(offline, export.replaceFirst("because", "becauSe"));
        assertThat(Objects.requireNonNull(tampered.fault()).line()).startsWith("changed: p0 event 1:");
    }

    @Test
    void what_is_sealed_while_somebody_exports_makes_no_fault() throws IOException {
        for (int i = 0; i < 150; i++) {
            scene.happens(1);
            await(log.seal());
        }
        StringBuilder export = new StringBuilder();
        try (InputStream slow = log.export()) {
            while (export.indexOf("\"sequence\":1,") < 0) {
                int next = slow.read();
                assertThat(next).as("it ends early: %s", export).isNotNegative();
                export.append((char) next);
            }
            scene.happens(1);
            await(log.seal());
            export.append(new String(slow.readAllBytes(), StandardCharsets.US_ASCII));
        }

        Verdict verdict = verify(new ExportVerifier(SETTINGS.trusted(), List.of(), false), export.toString());
        assertThat(verdict.fault()).isNull();
    }

    static Stream<Arguments> deeds() {
        return Stream.of(
                deed("edited", "changed: p0 event 3:", all -> replaced(all, 3, e -> e.with("r", "other"))),
                deed("its time set back", "changed: p0 event 1:", all -> replaced(all, 1, e -> e.at(1, 1))),
                deed("unreadable", "changed: p0 event 3:", all -> replaced(all, 3, e -> e.with("k", "nothing"))),
                deed("removed", "removed: p0 event 3:", all -> without(all, 3, 3)),
                deed("swapped", "reordered: p0 event 3:", AuditLogTest::swapped),
                deed("there twice", "forked: p0 event 3:", all -> inserted(all, 3)),
                deed("inserted, and all later ones renumbered", "changed: p0 event 4:", AuditLogTest::renumbered),
                deed("cut off behind a seal", "removed: p0 events 8 to 10:", all -> without(all, 8, 12)),
                deed("all gone", "removed: p0 events 1 to 5:", all -> List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void who_changes_events_in_the_store_is_found_out(String deed, String verdict, UnaryOperator<List<Entry>> change)
            throws IOException {
        sealedTwice();
        scene.events(change);

        assertThat(Objects.requireNonNull(log.verify().fault()).line()).startsWith(verdict);
    }

    @Test
    void who_takes_a_seal_away_is_found_out() throws IOException {
        sealedTwice();
        scene.seals(all -> all.subList(1, 2));

        assertThat(Objects.requireNonNull(log.verify().fault()).line()).startsWith("removed: p0 events 1 to 5:");
    }

    @Test
    void who_cuts_events_off_together_with_their_seal_is_found_out_by_who_saw_it() throws IOException {
        sealedTwice();
        await(log.seal());
        scene.events(all -> without(all, 6, 12));
        scene.seals(all -> all.subList(0, 1));

        assertThat(Objects.requireNonNull(log.verify().fault()).line()).startsWith("cut-off: p0 events 6 to 12:");
        await(log.seal());
        assertThat(scene.alarms)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("AUDIT_BROKEN: ")
                .contains("'p0'");
    }

    @Test
    void a_history_that_another_key_has_sealed_is_not_believed_nor_sealed_over() throws IOException {
        AuditSettings other = AuditSettings.of(SealKey.generate(), List.of(), Redaction.standard(), null);
        AuditLog forger = scene.replica("forger", other);
        scene.happens(5);
        await(forger.stop());
        scene.happens(1);

        assertThat(Objects.requireNonNull(log.verify().fault()).line()).startsWith("unknown-key: p0 events 1 to 5:");
        await(log.seal());
        await(log.seal());

        assertThat(scene.alarms).hasSize(1).first().asString().contains("not signed by a trusted key");
        assertThat(await(log.state())).allMatch(state -> state.sealed() <= 5);
    }

    @Test
    void another_history_that_the_true_key_has_sealed_is_not_the_one_that_was_seen() throws IOException {
        sealedTwice();
        assertThat(log.verify().fault()).isNull();
        scene.events(all -> replaced(all, 8, e -> e.with("r", "other")));
        scene.seals(all -> all.subList(0, 1));
        AuditLog accomplice = scene.replica("accomplice", SETTINGS);
        await(log.stop()); // which gives the lease up
        await(accomplice.seal());

        assertThat(accomplice.verify().fault()).isNull();
        assertThat(Objects.requireNonNull(log.verify().fault()).what()).isEqualTo(Tampering.FORKED);
        await(accomplice.stop());
    }

    @Test
    void what_was_cut_off_is_loud_once_and_not_sealed_over() {
        sealedTwice();
        scene.events(all -> without(all, 8, 12));
        await(log.seal());
        scene.happens(1);
        await(log.seal());

        assertThat(scene.alarms)
                .hasSize(1)
                .first()
                .asString()
                .contains("event 10, with which its last seal ends, is gone");
        assertThat(await(log.state()))
                .filteredOn(state -> state.stream().equals(STREAM))
                .allMatch(state -> state.sealed() == 10);
    }

    @Test
    void two_that_seal_at_once_make_one_chain() throws IOException {
        AuditLog two = scene.replica("two", SETTINGS);
        List<CompletableFuture<Void>> rounds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            scene.happens(3);
            rounds.add(log.seal().toCompletionStage().toCompletableFuture());
            rounds.add(two.stop().toCompletionStage().toCompletableFuture()); // seals, and gives the lease up
            rounds.add(log.stop().toCompletionStage().toCompletableFuture());
        }
        CompletableFuture.allOf(rounds.toArray(new CompletableFuture<?>[0]))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        await(log.seal());

        assertThat(log.verify().fault()).isNull();
        assertThat(await(log.state())).allMatch(state -> state.unsealed() == 0);
        assertThat(scene.alarms).isEmpty();
    }

    @Test
    void whoever_has_the_lease_seals_and_another_takes_over() {
        AuditLog two = scene.replica("two", SETTINGS);
        await(log.seal());
        scene.happens(1);
        await(two.seal());
        assertThat(unsealed()).isEqualTo(1);

        await(log.stop());
        scene.happens(1);
        await(two.seal());

        assertThat(unsealed()).isZero();
        await(two.stop());
    }

    @Test
    void pages_show_each_event_once_the_newest_first() {
        scene.happens(25);
        IntStream.range(0, 7)
                .forEach(i -> await(log.note(EventKind.FORBIDDEN, "eve", "somewhere", null, Map.of("n", "" + i))));
        scene.happens(5);
        List<AuditEvent> seen = new ArrayList<>();
        String next = null;
        do {
            AuditPage page = await(log.page(new AuditQuery(null, null, null, null, null, next, 4)));
            assertThat(page.events()).hasSizeBetween(1, 4);
            seen.addAll(page.events());
            next = page.next();
        } while (next != null);

        assertThat(seen).hasSize(37).doesNotHaveDuplicates();
        assertThat(seen).isSortedAccordingTo((one, other) -> other.at().compareTo(one.at()));
        assertThat(await(log.page(query(EventKind.FORBIDDEN, "eve", 100))).events())
                .hasSize(7);
        assertThat(await(log.page(query(EventKind.FORBIDDEN, "ann", 100))).events())
                .isEmpty();
        assertThat(await(log.page(new AuditQuery(null, null, "w0-abc", null, null, null, 100)))
                        .events())
                .hasSize(30);
    }

    @Test
    void only_what_is_sealed_and_exported_and_old_enough_is_ever_trimmed() throws IOException {
        AuditSettings brief = AuditSettings.of(SETTINGS.key(), List.of(), Redaction.standard(), Duration.ofHours(1));
        AuditStore store = scene.auditStore();
        sealedTwice();
        await(log.seal());
        assertThat(await(log.exported(Map.of(STREAM, 99L)))).containsExactly(STREAM);
        assertThat(await(log.exported(Map.of("p9", 1L)))).containsExactly("p9");
        scene.store.advance(Duration.ofHours(2));
        scene.happens(1);
        await(log.seal());
        assertThat(trimmed(store, brief)).as("nothing is exported").isZero();

        assertThat(await(log.exported(Map.of(STREAM, 10L)))).isEmpty();
        assertThat(trimmed(store, brief)).isEqualTo(10);

        assertThat(log.verify().fault()).isNull();
        assertThat(verify(new ExportVerifier(SETTINGS.trusted(), List.of(), false), exported())
                        .fault())
                .isNull();
        assertThat(await(log.page(query(EventKind.TRIMMED, null, 10))).events())
                .extracting(event -> event.details().get("through"))
                .containsExactly("10");
        assertThat(trimmed(store, brief)).as("the rest is not exported").isZero();
    }

    /** Both steps, with a seal between them; a reading that has ended holds nothing up any more. */
    private int trimmed(AuditStore store, AuditSettings settings) {
        Duration keep = Objects.requireNonNull(settings.keep());
        scene.readingIsOver();
        int gone = await(store.trim(STREAM, keep, 100));
        await(log.seal());
        return gone + await(store.trim(STREAM, keep, 100));
    }

    private long unsealed() {
        return await(log.state()).stream().mapToLong(StreamState::unsealed).sum();
    }

    private String exported() throws IOException {
        try (InputStream export = log.export()) {
            return new String(export.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static Verdict verify(ExportVerifier verifier, String export) throws IOException {
        return verifier.verify(new ByteArrayInputStream(export.getBytes(StandardCharsets.US_ASCII)));
    }

    private static AuditQuery query(EventKind kind, String actor, int limit) {
        return new AuditQuery(kind, actor, null, null, null, null, limit);
    }

    private static Arguments deed(String name, String verdict, UnaryOperator<List<Entry>> change) {
        return Arguments.of(name, verdict, change);
    }

    private static List<Entry> replaced(List<Entry> all, int sequence, UnaryOperator<Entry> by) {
        return all.stream()
                .map(entry -> entry.sequence() == sequence ? by.apply(entry) : entry)
                .toList();
    }

    private static List<Entry> without(List<Entry> all, int from, int to) {
        return all.stream()
                .filter(entry -> entry.sequence() < from || entry.sequence() > to)
                .toList();
    }

    /** The third and the fourth, with the times that let Redis take them. */
    private static List<Entry> swapped(List<Entry> all) {
        long far = all.get(all.size() - 1).millis();
        List<Entry> changed = new ArrayList<>(all.subList(0, 2));
        changed.add(all.get(3));
        changed.add(all.get(2).at(all.get(3).millis() + 1, 3));
        all.subList(4, all.size()).forEach(entry -> changed.add(entry.at(far + entry.sequence(), entry.sequence())));
        return changed;
    }

    private static List<Entry> inserted(List<Entry> all, int sequence) {
        long far = all.get(all.size() - 1).millis();
        List<Entry> changed = new ArrayList<>(all.subList(0, sequence));
        changed.add(all.get(sequence - 1).with("r", "another").at(far + 1, sequence));
        all.subList(sequence, all.size())
                .forEach(entry -> changed.add(entry.at(far + 1 + entry.sequence(), entry.sequence())));
        return changed;
    }

    private static List<Entry> renumbered(List<Entry> all) {
        List<Entry> changed = new ArrayList<>(all.subList(0, 3));
        changed.add(all.get(2).with("r", "another").at(all.get(2).millis(), 4));
        all.subList(3, all.size()).forEach(entry -> changed.add(entry.at(entry.millis(), entry.sequence() + 1)));
        return changed;
    }
}
