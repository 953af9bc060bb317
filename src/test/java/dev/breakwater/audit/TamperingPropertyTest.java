package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever one does to an export, it is found, and the first bad event is named. */
class TamperingPropertyTest {

    enum Deed {
        CHANGE,
        REMOVE,
        SWAP,
        MOVE_TO_END,
        REPEAT,
        REPEAT_AT_END,
        INSERT,
        INSERT_FITTING,
        CUT_OFF
    }

    @Property(tries = 500)
    void any_single_deed_is_found_and_its_event_named(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 2, max = 12) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 6) int run,
            @ForAll @IntRange(max = 1000) int pick,
            @ForAll Deed deed)
            throws NotCanonical {
        Map<String, Integer> streams = streams(sizes);
        List<String> lines = MadeLog.export(streams, run);
        assertThat(MadeLog.verify(lines).fault()).isNull();
        String stream = "p" + pick % sizes.size();
        int size = streams.get(stream);
        int n = pick / sizes.size() % (size - 1) + 1; // never the last, so that there is one to swap it with

        List<String> bad = done(deed, lines, stream, n, size);

        Verdict.Fault fault = MadeLog.verify(bad).fault();
        assertThat(fault).as("%s of %s %s", deed, stream, n).isNotNull();
        assertThat(fault.stream() + " " + fault.from()).as(fault.line()).isEqualTo(stream + " " + n);
    }

    @Property(tries = 300)
    void hashes_written_anew_are_found_by_the_seal(
            @ForAll @IntRange(min = 1, max = 12) int size,
            @ForAll @IntRange(min = 1, max = 6) int run,
            @ForAll @IntRange(max = 1000) int pick)
            throws NotCanonical {
        List<String> lines = MadeLog.export(MadeLog.streams("p0", size), run);
        int n = pick % size + 1;
        boolean isSealed = n <= size / run * run;

        Verdict.Fault fault = MadeLog.verify(
                        MadeLog.rewritten(lines, MadeLog.event("p0", n, "another"), MadeLog.hashBefore(lines, "p0", n)))
                .fault();

        assertThat(fault != null).isEqualTo(isSealed);
        if (fault != null) {
            assertThat((long) n).as(fault.line()).isBetween(fault.from(), fault.to());
        }
    }

    @Property(tries = 1000)
    void any_changed_byte_is_found_and_if_it_is_an_events_the_event_is_named(
            @ForAll @IntRange(min = 1, max = 8) int size,
            @ForAll @IntRange(min = 1, max = 4) int run,
            @ForAll @IntRange(max = 1_000_000) int pick,
            @ForAll @IntRange(min = 1, max = 255) int flip) {
        List<String> lines = MadeLog.export(MadeLog.streams("p0", size, "p1", 3), run);
        byte[] bytes = MadeLog.bytes(lines);
        int at = pick % bytes.length;
        bytes[at] ^= (byte) flip;

        Verdict.Fault fault = MadeLog.verify(bytes, false).fault();

        assertThat(fault).as("byte %s", at).isNotNull();
        int event = eventAt(lines, at);
        if (event > 0) {
            String name = event > size ? "p1 " + (event - size) : "p0 " + event;
            assertThat(fault.stream() + " " + fault.from()).as(fault.line()).isEqualTo(name);
        }
    }

    /** Which event, counted through all streams, the byte belongs to; 0 if to none. */
    private static int eventAt(List<String> lines, int at) {
        int events = 0;
        int end = 0;
        for (String line : lines) {
            boolean isEvent = line.startsWith("{\"type\":\"event\"");
            events += isEvent ? 1 : 0;
            end += line.length() + 1;
            if (at < end) {
                return isEvent ? events : 0;
            }
        }
        return 0;
    }

    private static List<String> done(Deed deed, List<String> lines, String stream, int n, int size)
            throws NotCanonical {
        List<String> bad = new ArrayList<>(lines);
        int at = MadeLog.at(lines, stream, n);
        int last = MadeLog.at(lines, stream, size);
        String forged = lines.get(at).replace("degraded", "suspended");
        switch (deed) {
            case CHANGE -> bad.set(at, forged);
            case REMOVE -> bad.remove(at);
            case SWAP -> Collections.swap(bad, at, MadeLog.at(lines, stream, n + 1));
            case MOVE_TO_END -> bad.add(last, bad.remove(at));
            case REPEAT -> bad.add(at, lines.get(at));
            case REPEAT_AT_END -> bad.add(last + 1, lines.get(at));
            case INSERT -> bad.add(at, forged);
            case INSERT_FITTING -> {
                AuditEvent other = MadeLog.event(stream, n, "another");
                String hash = Chain.hashAfter(MadeLog.hashBefore(lines, stream, n), other);
                bad.add(at, new ExportLine.Event(hash, other).text());
            }
            case CUT_OFF -> bad.subList(at, bad.size()).clear();
        }
        return bad;
    }

    private static Map<String, Integer> streams(List<Integer> sizes) {
        Map<String, Integer> streams = new LinkedHashMap<>();
        for (int i = 0; i < sizes.size(); i++) {
            streams.put("p" + i, sizes.get(i));
        }
        return streams;
    }
}
