package dev.breakwater.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes exports, and verifies them with the key that sealed them. */
final class MadeLog {

    static final SealKey KEY = SealKey.generate();
    static final Instant AT = Instant.parse("2026-11-26T02:00:00.123Z");

    private static final Sealer SEALER = new Sealer(KEY);

    private MadeLog() {}

    static AuditEvent event(String stream, long sequence, String reason) {
        return AuditEvent.of(
                Redaction.standard(),
                stream,
                sequence,
                AT.plusSeconds(sequence),
                EventKind.MODE_SET,
                "ann",
                "stripe",
                reason,
                Map.of("mode", "degraded"));
    }

    /** The lines of an export of streams with so many events each, sealed every {@code run} of them. */
    static List<String> export(Map<String, Integer> streams, int run) {
        return export(streams, run, SEALER);
    }

    static List<String> export(Map<String, Integer> streams, int run, Sealer sealer) {
        StringBuilder out = new StringBuilder();
        try {
            ExportWriter writer = new ExportWriter(out, List.copyOf(streams.keySet()));
            for (Map.Entry<String, Integer> stream : streams.entrySet()) {
                Chain chain = Chain.start(stream.getKey());
                writer.begin(chain);
                Seal seal = null;
                List<AuditEvent> events = new ArrayList<>();
                for (int n = 1; n <= stream.getValue(); n++) {
                    AuditEvent event = event(stream.getKey(), n, "reason " + n);
                    chain = chain.append(event);
                    writer.event(event, chain.hash());
                    events.add(event);
                    if (events.size() == run) {
                        seal = sealer.next(seal, events, AT);
                        writer.seal(seal);
                        events.clear();
                    }
                }
                writer.end();
            }
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
        return new ArrayList<>(out.toString().lines().toList());
    }

    static Map<String, Integer> streams(Object... namesAndSizes) {
        Map<String, Integer> streams = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSizes.length; i += 2) {
            streams.put((String) namesAndSizes[i], (Integer) namesAndSizes[i + 1]);
        }
        return streams;
    }

    /** Where the line of an event is. */
    static int at(List<String> lines, String stream, long sequence) {
        String start = "\"event\":{\"stream\":\"" + stream + "\",\"sequence\":" + sequence + ",";
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(start)) {
                return i;
            }
        }
        throw new IllegalArgumentException(stream + " " + sequence);
    }

    /** Where the seal over an event is. */
    static int sealOf(List<String> lines, String stream, long sequence) {
        for (int i = at(lines, stream, sequence); i < lines.size(); i++) {
            if (lines.get(i).startsWith("{\"type\":\"seal\"")) {
                return i;
            }
        }
        throw new IllegalArgumentException(stream + " " + sequence);
    }

    /** The lines with an event changed, and its hash and those of all that follow it written anew. */
    static List<String> rewritten(List<String> lines, AuditEvent changed, String hashBefore) throws NotCanonical {
        List<String> all = new ArrayList<>(lines);
        String hash = hashBefore;
        for (int i = at(lines, changed.stream(), changed.sequence()); i < all.size(); i++) {
            if (ExportLine.parse(all.get(i)) instanceof ExportLine.Event line
                    && line.event().stream().equals(changed.stream())) {
                AuditEvent event = line.event().sequence() == changed.sequence() ? changed : line.event();
                hash = Chain.hashAfter(hash, event);
                all.set(i, new ExportLine.Event(hash, event).text());
            }
        }
        return all;
    }

    static String hashBefore(List<String> lines, String stream, long sequence) throws NotCanonical {
        return sequence == 1
                ? Chain.start(stream).hash()
                : ((ExportLine.Event) ExportLine.parse(lines.get(at(lines, stream, sequence - 1)))).hash();
    }

    static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static Verdict verify(List<String> lines, Expected... expected) {
        return verify(bytes(lines), false, expected);
    }

    static Verdict verify(byte[] export, boolean mustBeSealed, Expected... expected) {
        try {
            return new ExportVerifier(TrustedKeys.of(List.of(KEY.publicKey())), List.of(expected), mustBeSealed)
                    .verify(new ByteArrayInputStream(export));
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
