package dev.breakwater.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.cache.MadeByName;
import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.sandbox.SetTicker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CachedReadsTest {

    @Test
    void the_classes_that_are_made_by_name_are_registered() throws ReflectiveOperationException {
        SetTicker ticker = new SetTicker();
        AnswerCache answers =
                AnswerCache.near(new CacheSettings(1 << 20, false, 1 << 20, 1 << 16, Duration.ofDays(1)), ticker);
        CachedReads reads = new CachedReads(
                answers,
                new WriteInvalidation(
                        answers, RoutesFromYaml.read("p: { base-url: https://p.example, contract: none }")),
                ticker);

        assertThat(CachedReads.class.getAnnotation(RegisterForReflection.class).classNames())
                .containsAll(MadeByName.of(reads, "paused"));
    }
}
