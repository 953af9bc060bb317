package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Shows on classes that break them on purpose that the {@link HouseRules} bite, and bite nobody else. */
class HouseRulesTest {

    private static final String ROOT = "dev.breakwater.fixtures";

    private static final Pattern FIXTURE = Pattern.compile(Pattern.quote(ROOT) + "\\.([a-z.]+\\.[A-Z]\\w*)");

    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

    private static final HouseRules RULES = new HouseRules(ROOT);

    private static final Map<ArchRule, Set<String>> OFFENDERS = Map.ofEntries(
            Map.entry(RULES.everyClassHasAPlace(), Set.of("billing.Misplaced")),
            Map.entry(RULES.packagesSeeLowerLevelsOnly(), Set.of("guard.SeesItsOwnLevel", "guard.SeesAHigherLevel")),
            Map.entry(RULES.nothingSeesTheSandbox(), Set.of("ops.SeesTheSandbox")),
            Map.entry(RULES.sandboxSeesOnlyTheNouns(), Set.of("sandbox.SeesMoreThanNouns")),
            Map.entry(RULES.noCycles(), Set.of("delivery.left.Left")),
            Map.entry(RULES.nounsAreValues(), Set.of("exchange.NounOfTheFramework")),
            Map.entry(
                    RULES.httpClientsInUpstreamOnly(),
                    Set.of("cache.UsesAnHttpClient", "pipeline.UsesTheJdksHttpClient")),
            Map.entry(RULES.redisInStoresOnly(), Set.of("ingress.UsesRedis")),
            Map.entry(RULES.spansInTraceOnly(), Set.of("pipeline.MakesASpan")),
            Map.entry(RULES.embeddedRedisInSandboxOnly(), Set.of("cache.StartsARedis")),
            Map.entry(
                    RULES.clockAndChanceFromExchangeOnly(),
                    Set.of(
                            "fallback.AsksTheClock",
                            "fallback.NamesTheClock",
                            "delivery.RollsDice",
                            "delivery.InventsAnId")),
            Map.entry(RULES.secretsFromVaultOnly(), Set.of("cache.MakesASecret")),
            Map.entry(
                    RULES.nothingBlocks(),
                    Set.of("ingress.Sleeps", "pipeline.JoinsAFuture", "upstream.AwaitsAUni", "guard.NamesAWait")),
            Map.entry(RULES.namesSayWhatAThingIs(), Set.of("route.PathManager", "audit.BaseEvent")),
            Map.entry(RULES.noDrawers(), Set.of("cache.redis.Adapter")),
            Map.entry(RULES.noFieldInjection(), Set.of("writequeue.HasAFieldInjected")),
            Map.entry(RULES.nothingPrints(), Set.of("mode.Prints", "mode.PrintsAStackTrace")));

    @TestFactory
    Stream<DynamicTest> a_rule_reports_its_offenders_and_nobody_else() {
        return OFFENDERS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().getDescription(),
                        () -> assertThat(reportedBy(entry.getKey()))
                                .containsExactlyInAnyOrderElementsOf(entry.getValue())));
    }

    @Test
    void every_rule_has_an_offender() {
        Set<String> shown =
                OFFENDERS.keySet().stream().map(ArchRule::getDescription).collect(Collectors.toSet());

        assertThat(RULES.all()).extracting(ArchRule::getDescription).containsExactlyInAnyOrderElementsOf(shown);
    }

    /** The first fixture that each line of the report names: the offender. */
    private static Set<String> reportedBy(ArchRule rule) {
        return rule.evaluate(FIXTURES).getFailureReport().getDetails().stream()
                .flatMap(line -> FIXTURE.matcher(line).results().limit(1))
                .map(HouseRulesTest::fixtureName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String fixtureName(MatchResult found) {
        return found.group(1);
    }
}
