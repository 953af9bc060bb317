package dev.breakwater.audit;

import java.util.ArrayList;
import java.util.List;

/** One line of an export, as {@code docs/audit.md} lists them. */
sealed interface ExportLine {

    /** The line, without its line feed. */
    String text();

    /** The export's first line: its streams, in their order. */
    record Header(List<String> streams) implements ExportLine {

        static final int FORMAT = 1;

        @Override
        public String text() {
            StringBuilder out = new StringBuilder("{\"type\":\"export\",\"format\":" + FORMAT + ",\"streams\":[");
            for (int i = 0; i < streams.size(); i++) {
                CanonicalLine.string(out.append(i == 0 ? "" : ","), streams.get(i));
            }
            return out.append("]}").toString();
        }
    }

    /** A stream begins, after what retention has taken away. */
    record Begin(Chain before) implements ExportLine {
        @Override
        public String text() {
            return "{\"type\":\"stream\",\"stream\":\"" + before.stream() + "\",\"after\":" + before.sequence()
                    + ",\"hash\":\"" + before.hash() + "\"}";
        }
    }

    /** An event, and the chain's hash after it. */
    record Event(String hash, AuditEvent event) implements ExportLine {
        @Override
        public String text() {
            return "{\"type\":\"event\",\"hash\":\"" + hash + "\",\"event\":" + event.canonical() + "}";
        }
    }

    /** The seal over the events since the seal before. */
    record Sealed(Seal seal) implements ExportLine {
        @Override
        public String text() {
            return seal.canonical();
        }
    }

    /** A stream's trailer: its last event, and where its last seal ends. */
    record End(String stream, long last, Chain sealed) implements ExportLine {
        @Override
        public String text() {
            return "{\"type\":\"end\",\"stream\":\"" + stream + "\",\"last\":" + last + ",\"sealed\":"
                    + sealed.sequence() + ",\"hash\":\"" + sealed.hash() + "\"}";
        }
    }

    static ExportLine parse(String text) throws NotCanonical {
        CanonicalLine in = new CanonicalLine(text).skip("{\"type\":");
        try {
            String type = in.string();
            ExportLine line =
                    switch (type) {
                        case "export" -> header(in);
                        case "stream" ->
                            new Begin(chain(
                                    in.skip(",\"stream\":").string(),
                                    in.skip(",\"after\":").number(),
                                    in));
                        case "event" -> event(in);
                        case "seal" -> new Sealed(Seal.parse(text));
                        case "end" -> {
                            String stream = in.skip(",\"stream\":").string();
                            long last = in.skip(",\"last\":").number();
                            yield new End(
                                    stream,
                                    last,
                                    chain(stream, in.skip(",\"sealed\":").number(), in));
                        }
                        default -> throw new NotCanonical("'" + type + "' is no type of line");
                    };
            in.end(line.text());
            return line;
        } catch (IllegalArgumentException notAllowed) {
            throw new NotCanonical(String.valueOf(notAllowed.getMessage()), notAllowed);
        }
    }

    private static Chain chain(String stream, long sequence, CanonicalLine in) throws NotCanonical {
        return new Chain(stream, sequence, in.skip(",\"hash\":").hash());
    }

    private static Header header(CanonicalLine in) throws NotCanonical {
        long format = in.skip(",\"format\":").number();
        if (format != Header.FORMAT) {
            throw new NotCanonical("format " + format + " is not known; known is " + Header.FORMAT);
        }
        in.skip(",\"streams\":[");
        List<String> streams = new ArrayList<>();
        while (!in.isNext("]")) {
            streams.add((streams.isEmpty() ? in : in.skip(",")).string());
        }
        return new Header(List.copyOf(streams));
    }

    private static Event event(CanonicalLine in) throws NotCanonical {
        String hash = in.skip(",\"hash\":").hash();
        String rest = in.skip(",\"event\":").rest();
        if (!rest.endsWith("}")) {
            throw new NotCanonical("the line has no end");
        }
        return new Event(hash, AuditEvent.parse(rest.substring(0, rest.length() - 1)));
    }
}
