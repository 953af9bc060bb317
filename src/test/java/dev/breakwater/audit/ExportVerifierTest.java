package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExportVerifierTest {

    private static final int RUN = 4;
    private static final int EVENTS = 10; // two seals of four, and two that are not sealed

    private final List<String> lines =
            MadeLog.export(MadeLog.streams("p0", EVENTS, "p1", EVENTS, "control", EVENTS), RUN);

    /** The first, a middle and the last event of a run and of a stream, in each stream. */
    static Stream<Arguments> events() {
        return Stream.of("p0", "p1", "control")
                .flatMap(stream -> Stream.of(1, 2, 4, 5, 8, 9, 10).map(n -> Arguments.of(stream, n)));
    }

    static Stream<Arguments> sealed() {
        return events().filter(each -> (int) each.get()[1] <= 8);
    }

    @Test
    void an_export_that_nobody_touched_is_whole() {
        Verdict verdict = MadeLog.verify(lines);

        assertThat(verdict.fault()).isNull();
        assertThat(verdict.ends()).extracting(Verdict.End::stream).containsExactly("p0", "p1", "control");
        assertThat(verdict.ends()).allSatisfy(end -> {
            assertThat(end.last()).isEqualTo(EVENTS);
            assertThat(end.unsealed()).isEqualTo(2);
        });
    }

    @Test
    void an_empty_log_is_whole() {
        assertThat(MadeLog.verify(MadeLog.export(MadeLog.streams(), RUN)).isWhole())
                .isTrue();
        assertThat(MadeLog.verify(MadeLog.export(MadeLog.streams("p0", 0), RUN)).isWhole())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_changed_event_is_named(String stream, int n) {
        int at = MadeLog.at(lines, stream, n);
        lines.set(at, lines.get(at).replace("degraded", "suspended"));

        assertFault(Tampering.CHANGED, stream, n, n);
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void a_changed_event_with_all_hashes_written_anew_is_somewhere_under_its_seal(String stream, int n)
            throws NotCanonical {
        List<String> forged =
                MadeLog.rewritten(lines, MadeLog.event(stream, n, "another"), MadeLog.hashBefore(lines, stream, n));
        lines.clear();
        lines.addAll(forged);

        long first = (n - 1L) / RUN * RUN + 1;
        assertFault(Tampering.CHANGED, stream, first, first + RUN - 1);
    }

    @Test
    void a_changed_event_with_only_its_own_hash_written_anew_is_found_at_the_next() throws NotCanonical {
        AuditEvent changed = MadeLog.event("p0", 2, "another");
        String hash = Chain.hashAfter(MadeLog.hashBefore(lines, "p0", 2), changed);
        lines.set(MadeLog.at(lines, "p0", 2), new ExportLine.Event(hash, changed).text());

        assertFault(Tampering.CHANGED, "p0", 3, 3);
    }

    @Test
    void a_removed_event_with_all_later_ones_written_anew_is_somewhere_under_its_seal() throws NotCanonical {
        Chain chain = Chain.start("p1");
        for (int n = 1; n < EVENTS; n++) {
            AuditEvent event = MadeLog.event("p1", n, "reason " + (n < 3 ? n : n + 1));
            chain = chain.append(event);
            lines.set(MadeLog.at(lines, "p1", n), new ExportLine.Event(chain.hash(), event).text());
        }
        int last = MadeLog.at(lines, "p1", EVENTS);
        lines.remove(last);
        lines.set(last, lines.get(last).replace("\"last\":10", "\"last\":9"));

        assertFault(Tampering.CHANGED, "p1", 1, 4);
    }

    @Test
    void what_follows_the_last_seal_proves_nothing() throws NotCanonical {
        List<String> forged =
                MadeLog.rewritten(lines, MadeLog.event("p0", 9, "another"), MadeLog.hashBefore(lines, "p0", 9));

        assertThat(MadeLog.verify(forged).isWhole()).isTrue();
        assertThat(MadeLog.verify(MadeLog.bytes(forged), true).isWhole()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_removed_event_is_named(String stream, int n) {
        lines.remove(MadeLog.at(lines, stream, n));

        assertFault(n == EVENTS ? Tampering.CUT_OFF : Tampering.REMOVED, stream, n, n);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_that_was_swapped_with_the_next_is_named(String stream, int n) {
        int first = n == EVENTS ? n - 1 : n;
        Collections.swap(lines, MadeLog.at(lines, stream, first), MadeLog.at(lines, stream, first + 1));

        assertFault(Tampering.REORDERED, stream, first, first);
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void an_event_that_was_moved_behind_its_seal_is_named(String stream, int n) {
        int seal = MadeLog.sealOf(lines, stream, n);
        lines.add(seal, lines.remove(MadeLog.at(lines, stream, n)));

        assertFault(Tampering.REORDERED, stream, n, n);
    }

    @ParameterizedTest
    @MethodSource("events")
    void a_repeated_event_is_named(String stream, int n) {
        int at = MadeLog.at(lines, stream, n);
        lines.add(at, lines.get(at));

        assertFault(Tampering.INSERTED, stream, n, n);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_inserted_event_is_named(String stream, int n) {
        int at = MadeLog.at(lines, stream, n);
        lines.add(at, lines.get(at).replace("degraded", "suspended"));

        assertFault(Tampering.INSERTED, stream, n, n);
    }

    @ParameterizedTest
    @MethodSource("events")
    void two_events_of_one_sequence_that_both_fit_are_a_fork(String stream, int n) throws NotCanonical {
        AuditEvent other = MadeLog.event(stream, n, "another");
        String hash = Chain.hashAfter(MadeLog.hashBefore(lines, stream, n), other);
        lines.add(MadeLog.at(lines, stream, n), new ExportLine.Event(hash, other).text());

        assertFault(Tampering.FORKED, stream, n, n);
    }

    @Test
    void an_event_of_another_stream_is_named_where_it_was_put() {
        lines.add(MadeLog.at(lines, "p0", 3), lines.get(MadeLog.at(lines, "p1", 7)));

        assertFault(Tampering.INSERTED, "p1", 7, 7);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_given_to_another_stream_is_named(String stream, int n) {
        int at = MadeLog.at(lines, stream, n);
        lines.set(at, lines.get(at).replace("\"" + stream + "\"", "\"p9\""));

        assertFault(Tampering.CHANGED, stream, n, n);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_export_cut_off_before_an_event_is_told(String stream, int n) {
        lines.subList(MadeLog.at(lines, stream, n), lines.size()).clear();

        assertFault(Tampering.CUT_OFF, stream, n, n);
    }

    @Test
    void an_export_cut_off_within_a_line_is_told() {
        byte[] all = MadeLog.bytes(lines.subList(0, MadeLog.at(lines, "p0", 3) + 1));
        byte[] cut = Arrays.copyOf(all, all.length - 9);

        Verdict.Fault fault = MadeLog.verify(cut, false).fault();
        assertThat(fault).extracting(Verdict.Fault::what, Verdict.Fault::from).containsExactly(Tampering.CUT_OFF, 3L);
    }

    @Test
    void a_missing_stream_is_told() {
        int end = MadeLog.at(lines, "control", 1) - 1;
        lines.subList(end, lines.size()).clear();

        assertFault(Tampering.CUT_OFF, "control", 1, 1);
    }

    @Test
    void an_end_cut_off_at_a_seal_is_told_only_by_who_remembers() {
        List<String> early = MadeLog.export(MadeLog.streams("p0", 4), RUN);

        assertThat(MadeLog.verify(early).isWhole()).isTrue();
        assertThat(MadeLog.verify(early, new Expected("p0", 4, null)).isWhole()).isTrue();
        assertThat(MadeLog.verify(early, new Expected("p0", 8, null)).fault())
                .extracting(Verdict.Fault::what, Verdict.Fault::from, Verdict.Fault::to)
                .containsExactly(Tampering.CUT_OFF, 5L, 8L);
        assertThat(MadeLog.verify(early, new Expected("p7", 8, null)).fault())
                .extracting(Verdict.Fault::what, Verdict.Fault::stream)
                .containsExactly(Tampering.CUT_OFF, "p7");
    }

    @Test
    void another_history_sealed_with_the_same_key_is_told_by_who_remembers_its_hash() {
        String hash = MadeLog.verify(lines).ends().get(0).sealed().hash();

        assertThat(MadeLog.verify(lines, new Expected("p0", 8, hash)).isWhole()).isTrue();
        assertThat(MadeLog.verify(lines, new Expected("p0", 8, Chain.start("p0").hash()))
                        .fault())
                .extracting(Verdict.Fault::what)
                .isEqualTo(Tampering.FORKED);
    }

    @Test
    void a_second_seal_over_the_same_run_is_a_fork() throws NotCanonical {
        int at = MadeLog.sealOf(lines, "p0", 5);
        List<AuditEvent> other = Stream.of(1L, 2L, 3L, 4L)
                .map(n -> MadeLog.event("p0", n, "another"))
                .toList();
        lines.add(at, new Sealer(MadeLog.KEY).next(null, other, MadeLog.AT).canonical());

        assertFault(Tampering.FORKED, "p0", 1, 4);
    }

    @Test
    void a_repeated_seal_is_told() {
        int at = MadeLog.sealOf(lines, "p0", 1);
        lines.add(at, lines.get(at));

        assertFault(Tampering.INSERTED, "p0", 1, 4);
    }

    @Test
    void a_removed_seal_is_told() {
        lines.remove(MadeLog.sealOf(lines, "p1", 1));

        assertFault(Tampering.REMOVED, "p1", 1, 4);
    }

    @Test
    void a_removed_last_seal_is_told() {
        lines.remove(MadeLog.sealOf(lines, "p1", 5));

        assertFault(Tampering.REMOVED, "p1", 5, 8);
    }

    @Test
    void a_changed_seal_does_not_bear_its_signature() {
        int at = MadeLog.sealOf(lines, "p1", 5);
        lines.set(at, lines.get(at).replace("02:00:00.123Z", "03:00:00.123Z"));

        assertFault(Tampering.BAD_SIGNATURE, "p1", 5, 8);
    }

    @Test
    void a_seal_of_another_key_is_not_believed() {
        List<String> others = MadeLog.export(MadeLog.streams("p0", EVENTS), RUN, new Sealer(SealKey.generate()));

        assertThat(MadeLog.verify(others).fault())
                .extracting(Verdict.Fault::what, Verdict.Fault::from, Verdict.Fault::to)
                .containsExactly(Tampering.UNKNOWN_KEY, 1L, 4L);
    }

    @Test
    void an_unsealed_end_is_a_fault_only_if_it_must_be_sealed() {
        assertThat(MadeLog.verify(MadeLog.bytes(lines), true).fault())
                .extracting(Verdict.Fault::what, Verdict.Fault::stream, Verdict.Fault::from, Verdict.Fault::to)
                .containsExactly(Tampering.UNSEALED, "p0", 9L, 10L);
    }

    @Test
    void a_trimmed_start_is_right_only_if_a_sealed_event_says_so() throws Exception {
        assertThat(MadeLog.verify(trimmed(true, true)).fault()).isNull();
        assertThat(MadeLog.verify(trimmed(true, false)).fault())
                .extracting(Verdict.Fault::what, Verdict.Fault::from, Verdict.Fault::to)
                .containsExactly(Tampering.REMOVED, 1L, 4L);
        assertThat(MadeLog.verify(trimmed(false, true)).fault())
                .extracting(Verdict.Fault::what, Verdict.Fault::from, Verdict.Fault::to)
                .containsExactly(Tampering.REMOVED, 1L, 4L);
    }

    /** A stream from its event 5 on. */
    private static List<String> trimmed(boolean said, boolean saidIsSealed) throws Exception {
        Sealer sealer = new Sealer(MadeLog.KEY);
        List<AuditEvent> run = new ArrayList<>();
        for (int n = 1; n <= 4; n++) {
            run.add(MadeLog.event("p0", n, "x"));
        }
        Seal gone = sealer.next(null, run, MadeLog.AT);
        StringBuilder out = new StringBuilder();
        ExportWriter writer = new ExportWriter(out, List.of("p0"));
        writer.begin(gone.end());
        AuditEvent five = said ? AuditEvent.trimmed("p0", 5, MadeLog.AT, "ann", 4) : MadeLog.event("p0", 5, "x");
        writer.event(five, gone.end().append(five).hash());
        if (saidIsSealed) {
            writer.seal(sealer.next(gone, List.of(five), MadeLog.AT));
        }
        writer.end();
        return out.toString().lines().toList();
    }

    @Test
    void what_is_no_export_is_told() {
        assertThat(MadeLog.verify(List.of("hello")).fault())
                .extracting(Verdict.Fault::what)
                .isEqualTo(Tampering.MALFORMED);
        assertThat(MadeLog.verify(new byte[0], false).fault())
                .extracting(Verdict.Fault::what)
                .isEqualTo(Tampering.MALFORMED);
        lines.add("x".repeat(ExportReader.LINE_MAX + 1));
        assertThat(MadeLog.verify(lines).fault())
                .extracting(Verdict.Fault::what)
                .isEqualTo(Tampering.INSERTED);
    }

    private void assertFault(Tampering what, String stream, long from, long to) {
        Verdict.Fault fault = MadeLog.verify(lines).fault();
        assertThat(fault).as("fault").isNotNull();
        assertThat(List.of(fault.what(), fault.stream(), fault.from(), fault.to()))
                .as(fault.line())
                .isEqualTo(List.of(what, stream, from, to));
    }
}
