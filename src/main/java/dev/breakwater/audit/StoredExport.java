package dev.breakwater.audit;

import dev.breakwater.audit.AuditStore.Part;
import dev.breakwater.audit.StoredEvent.Place;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.store.StoreUnavailable;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The export, made from the store as it is read: what is not read is not asked for, and a few hundred events are in
 * memory. It shows what the store has, tampered with or not; the {@link ExportVerifier} tells.
 *
 * <p>Threading: one thread, which may block.
 */
final class StoredExport extends InputStream {

    private static final int SEALS_AT_ONCE = 64;
    private static final int EVENTS_AT_ONCE = 500;
    private static final String NO_HASH = "0".repeat(64);

    private final AuditStore store;
    private final Deque<String> streams;
    private final StringBuilder text = new StringBuilder();
    private final ExportWriter out;
    private byte[] bytes = new byte[0];
    private int at;
    private @Nullable Reading reading;

    StoredExport(AuditStore store) throws IOException {
        this.store = store;
        List<String> all = store.streams();
        this.streams = new ArrayDeque<>(all);
        this.out = new ExportWriter(text, all);
    }

    @Override
    @MayBlock
    public int read() throws IOException {
        return fill() ? bytes[at++] : -1; // it is ASCII
    }

    @Override
    @MayBlock
    public int read(byte[] into, int from, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(most, bytes.length - at);
        System.arraycopy(bytes, at, into, from, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == bytes.length) {
            if (text.length() == 0 && !step()) {
                return false;
            }
            bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
            at = 0;
            text.setLength(0);
        }
        return true;
    }

    /** Writes some more lines; false at the end. */
    private boolean step() throws IOException {
        Reading open = reading;
        if (open == null) {
            String next = streams.poll();
            if (next == null) {
                return false;
            }
            open = new Reading(next);
            reading = open;
            open.begin();
        } else if (!open.go()) {
            out.end();
            reading = null;
        }
        return true;
    }

    @MayBlock
    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof StoreUnavailable down) {
                throw new IOException("the store cannot be asked: " + down.getMessage(), down);
            }
            throw failed;
        }
    }

    /** One stream: its seals and its events, side by side. */
    private final class Reading {

        private final String stream;
        private final Deque<StoredSeal> seals = new ArrayDeque<>();
        private final Deque<StoredEvent> events = new ArrayDeque<>();
        private @Nullable Long lastSeal;
        private @Nullable Place lastEvent;
        private boolean moreSeals = true;
        private boolean moreEvents = true;
        private Chain chain;

        Reading(String stream) {
            this.stream = stream;
            this.chain = Chain.start(stream);
        }

        void begin() throws IOException {
            more();
            StoredSeal first = seals.peek();
            Seal seal = first == null ? null : first.seal();
            StoredEvent event = events.peek();
            boolean isTrimmed = event == null || event.place().sequence() > 1;
            if (seal != null && seal.first() > 1 && isTrimmed) {
                chain = new Chain(stream, seal.first() - 1, seal.startHash());
            }
            out.begin(chain);
        }

        /** Writes what is in memory and asks for more; false at the stream's end. */
        boolean go() throws IOException {
            if ((events.isEmpty() && moreEvents) || (seals.isEmpty() && moreSeals)) {
                more();
            }
            if (events.isEmpty() && seals.isEmpty()) {
                return false;
            }
            while (!(events.isEmpty() && moreEvents) && !(seals.isEmpty() && moreSeals)) {
                StoredSeal seal = seals.peek();
                StoredEvent event = events.peek();
                if (seal == null && event == null) {
                    break;
                }
                if (event == null || (seal != null && isPast(event, seal))) {
                    write(seals.remove());
                } else {
                    write(events.remove(), seal);
                }
            }
            return true;
        }

        private boolean isPast(StoredEvent event, StoredSeal seal) {
            Seal read = seal.seal();
            return read == null || event.place().sequence() > read.last();
        }

        private void write(StoredSeal stored) throws IOException {
            Seal seal = stored.seal();
            if (seal == null || !seal.stream().equals(stream)) {
                text.append("unreadable seal of ").append(stream).append('\n');
            } else {
                out.seal(seal);
            }
        }

        private void write(StoredEvent stored, @Nullable StoredSeal seal) throws IOException {
            AuditEvent event = stored.event();
            if (event == null) {
                text.append("unreadable event of ").append(stream).append('\n');
                return;
            }
            String hash = seal == null ? null : seal.hashOf(event.sequence());
            boolean follows = event.sequence() == chain.sequence() + 1;
            if (hash == null) {
                hash = follows ? chain.append(event).hash() : NO_HASH;
            }
            out.event(event, hash);
            if (follows) {
                chain = new Chain(stream, event.sequence(), hash);
            }
        }

        private void more() throws IOException {
            boolean wantsSeals = seals.isEmpty() && moreSeals;
            boolean wantsEvents = events.isEmpty() && moreEvents;
            Part part = await(store.read(
                    stream, lastSeal, wantsSeals ? SEALS_AT_ONCE : 0, lastEvent, wantsEvents ? EVENTS_AT_ONCE : 0));
            if (wantsEvents) {
                moreEvents = part.events().size() == EVENTS_AT_ONCE;
                events.addAll(part.events());
                if (!part.events().isEmpty()) {
                    lastEvent = events.getLast().place();
                }
            }
            if (wantsSeals) {
                moreSeals = part.seals().size() == SEALS_AT_ONCE;
                part.seals().forEach(this::add);
                // these may cover events that came after the last one that was read
                moreEvents |= !wantsEvents && !part.seals().isEmpty();
            }
        }

        private void add(StoredSeal stored) {
            seals.add(stored);
            lastSeal = stored.entry();
        }
    }
}
