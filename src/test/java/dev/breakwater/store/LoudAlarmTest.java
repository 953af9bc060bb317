package dev.breakwater.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Ticker;
import org.junit.jupiter.api.Test;

class LoudAlarmTest {

    @Test
    void it_counts_by_cause() {
        LoudAlarm alarm = new LoudAlarm(Ticker.system());
        alarm.raise(Cause.STORE_LOST, "the store came back empty");
        alarm.raise(Cause.STORE_LOST, "and again");
        assertThat(alarm.count(Cause.STORE_LOST)).isEqualTo(2);
        assertThat(alarm.count(Cause.CREDENTIAL_REFUSED)).isZero();
        assertThat(alarm.raised()).singleElement().satisfies(raised -> {
            assertThat(raised.count()).isEqualTo(2);
            assertThat(raised.detail()).isEqualTo("and again");
        });
    }
}
