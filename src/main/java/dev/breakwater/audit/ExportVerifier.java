package dev.breakwater.audit;

import dev.breakwater.audit.Verdict.Fault;
import dev.breakwater.exchange.MayBlock;
import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says whether an export is whole, or names the first bad event. It reads once, line by line, and keeps one line.
 *
 * <p>What is proven, with a trusted key that nobody else has: every event up to a stream's last seal is there, once, in
 * order and unchanged. If the hashes of lines were not written anew, the first bad event is named exactly; if they
 * were, the seal does not fit, and all that is known is the run of events that it covers. Removing, inserting or
 * changing with all later sequences written anew cannot be told apart, and is called changed.
 *
 * <p>What is not proven: events after the last seal; and that nothing is missing after the last line. An export that
 * was cut off right after a seal, with a trailer that fits, is whole; so is one without a stream that the header does
 * not name. Only what was remembered shows that: the {@link Expected} ends. That a stream's first events are gone is
 * right only if a sealed {@link EventKind#TRIMMED} event says so.
 *
 * <p>Threading: immutable; {@link #verify} blocks.
 */
public final class ExportVerifier {

    private final TrustedKeys keys;
    private final Map<String, Expected> expected;
    private final boolean mustBeSealed;

    /**
     * @param expected what is remembered of streams, at most once for each
     * @param mustBeSealed whether events after the last seal are a fault
     */
    public ExportVerifier(TrustedKeys keys, List<Expected> expected, boolean mustBeSealed) {
        this.keys = keys;
        this.expected = new LinkedHashMap<>();
        expected.forEach(each -> this.expected.put(each.stream(), each));
        this.mustBeSealed = mustBeSealed;
    }

    /**
     * Reads to the end, or to the first fault and as far as is needed to say what it is.
     *
     * @throws IOException if it cannot be read
     */
    @MayBlock
    public Verdict verify(InputStream export) throws IOException {
        Walk walk = new Walk(new ExportReader(export));
        return new Verdict(walk.export(), walk.ends);
    }

    /** What the rest of a stream's section holds. */
    private record Rest(boolean hasEvent, ExportLine.@Nullable End end) {}

    /** One reading. */
    private final class Walk {

        private final ExportReader in;
        private final List<Verdict.End> ends = new ArrayList<>();
        private @Nullable String broken; // why the line just read is none

        Walk(ExportReader in) {
            this.in = in;
        }

        private @Nullable ExportLine read() throws IOException {
            broken = null;
            try {
                return in.next();
            } catch (NotCanonical notOne) {
                broken = notOne.getMessage();
                return null;
            }
        }

        @Nullable
        Fault export() throws IOException {
            if (!(read() instanceof ExportLine.Header header)) {
                return new Fault(
                        Tampering.MALFORMED, "", 0, 0, "it does not begin with an export's header" + because());
            }
            if (header.streams().stream().distinct().count() < header.streams().size()) {
                return new Fault(Tampering.MALFORMED, "", 0, 0, "its header names a stream twice");
            }
            for (Expected each : expected.values()) {
                if (!header.streams().contains(each.stream())) {
                    return new Fault(
                            Tampering.CUT_OFF, each.stream(), 1, each.sequence(), "the whole stream is missing");
                }
            }
            for (String stream : header.streams()) {
                Fault fault = section(stream);
                if (fault != null) {
                    return fault;
                }
            }
            ExportLine more = read();
            if (more == null && broken == null) {
                return null;
            }
            return more == null
                    ? new Fault(Tampering.INSERTED, "", 0, 0, "something follows the last trailer" + because())
                    : misplaced(more, "follows the last trailer");
        }

        private @Nullable Fault section(String stream) throws IOException {
            ExportLine first = read();
            if (!(first instanceof ExportLine.Begin begin)
                    || !begin.before().stream().equals(stream)) {
                Tampering what = first == null && broken == null ? Tampering.CUT_OFF : Tampering.MALFORMED;
                return new Fault(what, stream, 1, 1, "the line with which the stream begins is missing" + because());
            }
            if (begin.before().sequence() == 0 && !begin.before().equals(Chain.start(stream))) {
                return new Fault(Tampering.CHANGED, stream, 1, 1, "the chain does not begin where it should");
            }
            Section section = new Section(begin.before());
            while (true) {
                ExportLine line = read();
                Fault fault;
                if (line instanceof ExportLine.Event event) {
                    fault = section.event(event);
                } else if (line instanceof ExportLine.Sealed sealed) {
                    fault = section.seal(sealed.seal());
                } else if (line instanceof ExportLine.End end && end.stream().equals(stream)) {
                    fault = section.end(end);
                    if (fault == null) {
                        ends.add(new Verdict.End(stream, end.last(), end.sealed()));
                        return null;
                    }
                } else {
                    fault = section.noLine();
                }
                if (fault != null) {
                    return fault;
                }
            }
        }

        private String because() {
            return broken == null ? "" : ": " + broken;
        }

        /** The rest of a stream's lines, looked through for one of its events. */
        private Rest rest(String stream, long sequence) throws IOException {
            boolean found = false;
            for (ExportLine line = read(); line != null || broken != null; line = read()) {
                if (line instanceof ExportLine.End end && end.stream().equals(stream)) {
                    return new Rest(found, end);
                }
                found |= line instanceof ExportLine.Event event
                        && event.event().stream().equals(stream)
                        && event.event().sequence() == sequence;
            }
            return new Rest(found, null);
        }

        private static Fault misplaced(ExportLine line, String words) {
            if (line instanceof ExportLine.Event event) {
                long sequence = event.event().sequence();
                return new Fault(Tampering.INSERTED, event.event().stream(), sequence, sequence, "it " + words);
            }
            if (line instanceof ExportLine.Sealed sealed) {
                Seal seal = sealed.seal();
                return new Fault(
                        Tampering.INSERTED, seal.stream(), seal.first(), seal.last(), "the seal over them " + words);
            }
            return new Fault(Tampering.INSERTED, "", 0, 0, "a line of the format " + words);
        }

        /** One stream, as far as it has been read. */
        private final class Section {

            private final String stream;
            private final long base;
            private Chain at;
            private Chain sealed;
            private ExportLine.@Nullable Event lastEvent;
            private @Nullable Seal lastSeal;
            private long trimmed; // said by an event
            private long trimmedForSure; // said by a sealed one

            Section(Chain before) {
                this.stream = before.stream();
                this.base = before.sequence();
                this.at = before;
                this.sealed = before;
            }

            private Fault fault(Tampering what, long from, long to, String words) {
                return new Fault(what, stream, from, Math.max(from, to), words);
            }

            @Nullable
            Fault event(ExportLine.Event line) throws IOException {
                AuditEvent event = line.event();
                if (!event.stream().equals(stream)) {
                    return foreign(line);
                }
                long due = at.sequence() + 1;
                long sequence = event.sequence();
                if (sequence < due) {
                    return again(line, due);
                }
                if (sequence > due) {
                    return rest(stream, due).hasEvent()
                            ? fault(Tampering.REORDERED, due, due, "event " + sequence + " stands in its place")
                            : fault(Tampering.REMOVED, due, sequence - 1, "event " + sequence + " follows");
                }
                Chain after = at.append(event);
                if (!after.hash().equals(line.hash())) {
                    return rest(stream, due).hasEvent()
                            ? fault(Tampering.INSERTED, due, due, "it does not fit the chain, and another one follows")
                            : fault(Tampering.CHANGED, due, due, "it does not fit the chain");
                }
                at = after;
                lastEvent = line;
                trimmed = Math.max(trimmed, event.trimmedThrough());
                Expected remembered = expected.get(stream);
                if (remembered != null
                        && remembered.sequence() == sequence
                        && remembered.hash() != null
                        && !after.hash().equals(remembered.hash())) {
                    return fault(Tampering.FORKED, base + 1, sequence, "the chain is not the remembered one");
                }
                return null;
            }

            /** An event whose sequence was there already: the same, another one, or one with its number changed. */
            private Fault again(ExportLine.Event line, long due) throws IOException {
                long sequence = line.event().sequence();
                if (line.equals(lastEvent)) {
                    return fault(Tampering.INSERTED, sequence, sequence, "it is there twice");
                }
                Rest rest = rest(stream, due);
                return !rest.hasEvent() && rest.end() != null && rest.end().last() >= due
                        ? fault(Tampering.CHANGED, due, due, "another event " + sequence + " stands in its place")
                        : fault(Tampering.FORKED, sequence, sequence, "there are two events of this sequence");
            }

            /** A line of another stream: put here, or in the place of one of this stream's. */
            private Fault foreign(ExportLine line) throws IOException {
                long due = at.sequence() + 1;
                Rest rest = rest(stream, due);
                if (rest.end() == null) {
                    return fault(Tampering.CUT_OFF, due, due, "the stream has no trailer");
                }
                return rest.hasEvent() || rest.end().last() < due || line instanceof ExportLine.Sealed
                        ? misplaced(line, "stands within " + stream)
                        : fault(Tampering.CHANGED, due, due, "another stream's line stands in its place");
            }

            @Nullable
            Fault seal(Seal seal) throws IOException {
                if (!seal.stream().equals(stream)) {
                    return foreign(new ExportLine.Sealed(seal));
                }
                long from = sealed.sequence() + 1;
                PublicKey key = keys.get(seal.keyId());
                if (key == null) {
                    return fault(
                            Tampering.UNKNOWN_KEY,
                            from,
                            at.sequence(),
                            "sealed with " + seal.keyId() + ", not trusted");
                }
                if (!seal.isSignedBy(key)) {
                    return fault(Tampering.BAD_SIGNATURE, from, at.sequence(), "the seal is not what was signed");
                }
                Fault fault = misfit(seal);
                if (fault == null) {
                    sealed = at;
                    lastSeal = seal;
                    trimmedForSure = trimmed;
                }
                return fault;
            }

            /** What is wrong between a seal that is to be believed and what was read. */
            private @Nullable Fault misfit(Seal seal) throws IOException {
                long from = sealed.sequence() + 1;
                if (seal.first() < from && lastSeal == null) {
                    return fault(Tampering.REMOVED, seal.first(), base, "they are sealed, but the stream begins later");
                }
                if (seal.first() < from) {
                    return seal.equals(lastSeal)
                            ? fault(Tampering.INSERTED, seal.first(), seal.last(), "their seal is there twice")
                            : fault(Tampering.FORKED, seal.first(), seal.last(), "there is a second seal over them");
                }
                if (seal.first() > from) {
                    return fault(Tampering.REMOVED, from, seal.first() - 1, "the seal over them is missing");
                }
                long last = at.sequence();
                if (seal.last() > last) {
                    return rest(stream, last + 1).hasEvent()
                            ? fault(Tampering.REORDERED, last + 1, last + 1, "it comes after its seal")
                            : fault(Tampering.REMOVED, last + 1, seal.last(), "the seal covers them");
                }
                if (seal.last() < last) {
                    return rest(stream, seal.last() + 1).hasEvent()
                            ? fault(Tampering.INSERTED, seal.last() + 1, last, "another one follows after the seal")
                            : fault(
                                    Tampering.REORDERED,
                                    seal.last() + 1,
                                    last,
                                    "a seal follows that does not cover it");
                }
                if (!seal.startHash().equals(sealed.hash())) {
                    return fault(Tampering.FORKED, from, last, "their seal follows another history");
                }
                return seal.endHash().equals(at.hash())
                        ? null
                        : fault(Tampering.CHANGED, from, last, "one of them, with the hashes after it written anew");
            }

            @Nullable
            Fault end(ExportLine.End end) {
                long last = at.sequence();
                if (end.last() > last) {
                    return fault(Tampering.CUT_OFF, last + 1, end.last(), "the trailer counts them");
                }
                if (end.last() < last) {
                    return fault(Tampering.INSERTED, end.last() + 1, last, "the trailer does not count them");
                }
                if (end.sealed().sequence() > sealed.sequence()) {
                    return fault(
                            Tampering.REMOVED,
                            sealed.sequence() + 1,
                            end.sealed().sequence(),
                            "the seal over them is missing");
                }
                if (!end.sealed().equals(sealed)) {
                    return fault(Tampering.MALFORMED, last, last, "the trailer names another seal than the last");
                }
                if (base > trimmedForSure) {
                    return fault(Tampering.REMOVED, 1, base, "no sealed event says that they were trimmed");
                }
                Expected remembered = expected.get(stream);
                if (remembered != null && remembered.sequence() > sealed.sequence()) {
                    return fault(
                            Tampering.CUT_OFF,
                            sealed.sequence() + 1,
                            remembered.sequence(),
                            "they are remembered as sealed");
                }
                return mustBeSealed && last > sealed.sequence()
                        ? fault(Tampering.UNSEALED, sealed.sequence() + 1, last, "no seal covers them")
                        : null;
            }

            /** The end of the file, a line that is none, or one that cannot come here. */
            Fault noLine() throws IOException {
                long due = at.sequence() + 1;
                String why = because();
                Rest rest = broken == null ? new Rest(false, null) : rest(stream, due);
                if (rest.end() == null && !rest.hasEvent()) {
                    return fault(Tampering.CUT_OFF, due, due, "the stream has no trailer" + why);
                }
                return !rest.hasEvent() && rest.end() != null && rest.end().last() >= due
                        ? fault(Tampering.CHANGED, due, due, "the line after event " + at.sequence() + " is none" + why)
                        : fault(
                                Tampering.CHANGED,
                                sealed.sequence() + 1,
                                at.sequence(),
                                "the line after them, which is their seal's or none's, is none" + why);
            }
        }
    }
}
