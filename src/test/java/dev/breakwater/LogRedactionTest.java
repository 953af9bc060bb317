package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.pipeline.ExchangeLog;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRedactionTest {

    private final LogRedaction redaction = new LogRedaction();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the card 4242 4242 4242 4242 was named | the card 424242******4242 was named",
                "no host at /pay?cvc=123 | no host at /pay?cvc=[redacted]",
                "Authorization: Bearer sk_live_abc | Authorization: [redacted]",
                "stripe/refunds is parked after 3 attempts | stripe/refunds is parked after 3 attempts",
            })
    void what_must_not_be_kept_is_taken_out_of_the_text(String text, String kept) {
        ExtLogRecord line = new ExtLogRecord(Level.WARN, text, FormatStyle.NO_FORMAT, "test");

        assertThat(redaction.isLoggable(line)).isTrue();

        assertThat(line.getFormattedMessage()).isEqualTo(kept);
    }

    @Test
    void what_comes_in_as_a_parameter_too() {
        ExtLogRecord line = new ExtLogRecord(Level.WARN, "it said %s to %d", FormatStyle.PRINTF, "test");
        line.setParameters(new Object[] {"card=5555555555554444", 7});

        redaction.isLoggable(line);

        assertThat(line.getFormattedMessage()).isEqualTo("it said card=555555******4444 to 7");
    }

    @Test
    void a_stack_trace_keeps_its_frames_and_loses_the_card() {
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "a bug", FormatStyle.NO_FORMAT, "test");
        line.setThrown(new IllegalStateException("outer", new IllegalArgumentException("pan 4111111111111111")));

        redaction.isLoggable(line);

        assertThat(line.getThrown()).isNull();
        assertThat(line.getFormattedMessage())
                .startsWith("a bug")
                .contains("IllegalStateException: outer", "411111******1111", "\tat dev.breakwater.LogRedactionTest")
                .doesNotContain("4111111111111111");
    }

    @Test
    void a_stack_trace_without_any_stays_one() {
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "a bug", FormatStyle.NO_FORMAT, "test");
        IllegalStateException thrown = new IllegalStateException("plain");
        line.setThrown(thrown);

        redaction.isLoggable(line);

        assertThat(line.getThrown()).isSameAs(thrown);
    }

    @Test
    void lines_of_typed_values_pass_as_they_are() {
        String digits = "trace 4242424242424242";
        ExtLogRecord line = new ExtLogRecord(Level.INFO, digits, FormatStyle.NO_FORMAT, "test");
        line.setLoggerName(ExchangeLog.CATEGORY);

        redaction.isLoggable(line);

        assertThat(line.getFormattedMessage()).isEqualTo(digits);
    }
}
