package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Retries stay a share of the calls, however many calls fail. */
class RetryBudgetTest {

    @Test
    void a_share_of_nothing_is_no_retry_at_all() {
        RetryBudget budget = new RetryBudget(0);
        calls(budget, 1000);
        assertThat(budget.tryRetry()).isFalse();
        assertThat(budget.available()).isZero();
    }

    @Test
    void the_first_calls_may_be_repeated_too() {
        RetryBudget budget = new RetryBudget(0.01);
        assertThat(budget.available()).isEqualTo(RetryBudget.RESERVE);
        assertThat(retries(budget)).isEqualTo(RetryBudget.RESERVE);
    }

    @Test
    void once_the_reserve_is_gone_the_share_holds() {
        RetryBudget budget = new RetryBudget(0.2);
        retries(budget);
        calls(budget, 4);
        assertThat(budget.tryRetry()).isFalse();
        calls(budget, 1);
        assertThat(budget.tryRetry()).isTrue();
        assertThat(budget.tryRetry()).isFalse();
    }

    @Test
    void a_storm_gets_its_share_and_the_reserve() {
        RetryBudget budget = new RetryBudget(0.2);
        int retried = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.called();
            retried += budget.tryRetry() ? 1 : 0;
        }
        assertThat(retried).isBetween(2000, 2000 + RetryBudget.RESERVE);
    }

    @Test
    void quiet_hours_save_up_no_storm() {
        RetryBudget budget = new RetryBudget(1);
        calls(budget, 1_000_000);
        assertThat(budget.available()).isEqualTo(100);
        assertThat(retries(budget)).isEqualTo(100);
    }

    @Test
    void no_retry_is_given_twice() {
        RetryBudget budget = new RetryBudget(0.1);
        AtomicInteger retried = new AtomicInteger();
        Crowd.of(8).run(5_000, () -> {
            budget.called();
            if (budget.tryRetry()) {
                retried.incrementAndGet();
            }
        });
        assertThat(retried.get() + budget.available()).isLessThanOrEqualTo(4_000 + RetryBudget.RESERVE);
        assertThat(retried.get()).isGreaterThanOrEqualTo(3_900);
    }

    private static void calls(RetryBudget budget, int count) {
        for (int i = 0; i < count; i++) {
            budget.called();
        }
    }

    private static int retries(RetryBudget budget) {
        int count = 0;
        while (budget.tryRetry()) {
            count++;
        }
        return count;
    }
}
