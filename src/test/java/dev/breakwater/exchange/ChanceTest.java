package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ChanceTest {

    @Property(tries = 100)
    void a_system_chance_is_at_least_zero_and_below_one(@ForAll @IntRange(min = 1, max = 100) int draws) {
        DoubleStream drawn = DoubleStream.generate(Chance.system()::next).limit(draws);

        assertThat(drawn).allMatch(chance -> chance >= 0 && chance < 1);
    }
}
