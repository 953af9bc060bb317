package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written by the hundred is all of it and in order, and who reads slowly holds nobody up. */
class BatchingHandlerTest {

    private final Reader reader = new Reader();
    private final BatchingHandler handler = new BatchingHandler(reader);

    /** Reads lines as fast as the test lets it. */
    private static final class Reader extends ExtHandler {

        private final List<String> read = new CopyOnWriteArrayList<>();
        private final CountDownLatch mayRead = new CountDownLatch(1);
        private volatile boolean reads;
        private volatile int flushed;

        @Override
        protected void doPublish(ExtLogRecord line) {
            reads = true;
            try {
                assertThat(mayRead.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            read.add(line.getMessage());
        }

        @Override
        public void flush() {
            flushed = read.size();
        }
    }

    @AfterEach
    void close() {
        reader.mayRead.countDown();
        handler.close();
    }

    @Test
    void lines_are_written_in_order_and_soon() {
        reader.mayRead.countDown();
        List<String> lines = lines(1000);
        lines.forEach(this::publish);

        await().until(() -> reader.flushed == 1000);
        assertThat(reader.read).isEqualTo(lines);
        publish("another");
        await().until(() -> reader.flushed == 1001);
    }

    @Test
    void a_reader_that_stops_holds_nobody_up_and_what_was_dropped_is_told() {
        LogCapture log = new LogCapture();
        try {
            publish("in the reader's hands");
            await().until(() -> reader.reads);
            lines(BatchingHandler.WAITING_MAX + 17).forEach(this::publish); // and it comes back

            reader.mayRead.countDown();
            await().until(() -> reader.flushed == BatchingHandler.WAITING_MAX + 1);
            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line.getFormattedMessage()).startsWith("17 lines")));
        } finally {
            log.close();
        }
    }

    @Test
    void the_last_lines_are_written_before_it_is_closed_and_later_ones_at_once() {
        reader.mayRead.countDown();
        lines(700).forEach(this::publish);
        handler.close();

        assertThat(reader.flushed).isEqualTo(700);
        publish("a very last one");
        assertThat(reader.flushed).isEqualTo(701);
    }

    @Test
    void a_line_that_cannot_be_written_stops_no_other() {
        reader.mayRead.countDown();
        reader.setFilter(line -> {
            if (line.getMessage().equals("unreadable")) {
                throw new IllegalStateException("a bug of the filter's");
            }
            return true;
        });
        publish("unreadable");
        publish("readable");

        await().until(() -> reader.read.contains("readable"));
    }

    private void publish(String text) {
        handler.publish(new ExtLogRecord(Level.INFO, text, BatchingHandlerTest.class.getName()));
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }
}
