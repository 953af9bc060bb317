package dev.breakwater;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What holds everywhere in the code below one root package. The root is a parameter so that {@link HouseRulesTest} can
 * show, with classes that break them on purpose, that the rules bite.
 */
final class HouseRules {

    /** The root package itself, which puts the parts together. */
    private static final String COMPOSITION = "(root)";

    /** A package sees lower levels only: never its own level's others, never a higher one. */
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry("exchange", 0),
            Map.entry("store", 1),
            Map.entry("trace", 1),
            Map.entry("route", 2),
            Map.entry("guard", 2),
            Map.entry("audit", 2),
            Map.entry("vault", 2),
            Map.entry("mode", 3),
            Map.entry("upstream", 3),
            Map.entry("cache", 3),
            Map.entry("idempotency", 3),
            Map.entry("writequeue", 3),
            Map.entry("fallback", 4),
            Map.entry("delivery", 4),
            Map.entry("pipeline", 5),
            Map.entry("ingress", 6),
            Map.entry("ops", 6),
            Map.entry(COMPOSITION, 7));

    /** The framework's types that carry values: an exchange would have to copy every byte to do without them. */
    private static final Set<String> CARRIERS = Set.of(
            "io.vertx.core.MultiMap",
            "io.vertx.core.buffer.Buffer",
            "io.vertx.core.streams.ReadStream",
            "io.vertx.core.Future",
            "io.vertx.core.Handler");

    /** The simulated provider: nothing sees it, and it sees nothing but the shared nouns. */
    private static final String SANDBOX = "sandbox";

    private static final Set<String> DRAWERS = Set.of("config", "metrics", "redis", "internal", "util", "utils");

    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Impl|Manager|Helper|Utils?|Processor)|(Common|Base(?!Ur[il]))([A-Z].*)?");

    private static final Map<String, Set<String>> CLOCK_AND_CHANCE = Map.ofEntries(
            Map.entry("java.lang.System", Set.of("nanoTime", "currentTimeMillis")),
            Map.entry("java.lang.Math", Set.of("random")),
            Map.entry("java.lang.StrictMath", Set.of("random")),
            Map.entry("java.time.Clock", Set.of("system*", "tick*")),
            Map.entry("java.time.InstantSource", Set.of("system")),
            Map.entry("java.util.Calendar", Set.of("getInstance")),
            Map.entry("java.util.Date", Set.of("<init>")),
            Map.entry("java.util.Random", Set.of("<init>")),
            Map.entry("java.util.SplittableRandom", Set.of("<init>")),
            Map.entry("java.util.UUID", Set.of("randomUUID")),
            Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")));

    private static final Map<String, Set<String>> BLOCKING = Map.ofEntries(
            Map.entry("java.lang.Thread", Set.of("sleep", "join")),
            Map.entry("java.lang.Object", Set.of("wait")),
            Map.entry("java.lang.Process", Set.of("waitFor")),
            Map.entry("java.net.InetAddress", Set.of("getByName", "getAllByName", "getLocalHost")),
            Map.entry("java.util.concurrent.BlockingQueue", Set.of("put", "take")),
            Map.entry("java.util.concurrent.CountDownLatch", Set.of("await")),
            Map.entry("java.util.concurrent.CyclicBarrier", Set.of("await")),
            Map.entry("java.util.concurrent.ExecutorService", Set.of("awaitTermination", "invokeAll", "invokeAny")),
            Map.entry("java.util.concurrent.Future", Set.of("get")),
            Map.entry("java.util.concurrent.CompletableFuture", Set.of("join")),
            Map.entry("java.util.concurrent.Semaphore", Set.of("acquire", "acquireUninterruptibly")),
            Map.entry("java.util.concurrent.locks.Condition", Set.of("await*")),
            Map.entry("java.util.concurrent.locks.LockSupport", Set.of("park*")),
            Map.entry("io.smallrye.mutiny.Uni", Set.of("await", "awaitUsing")),
            Map.entry("io.smallrye.mutiny.groups.MultiSubscribe", Set.of("asIterable", "asStream")),
            Map.entry("io.vertx.core.Future", Set.of("await")));

    /** Who carries one of these runs on a worker thread or at start, where it may wait. */
    private static final Set<String> ALLOWS_BLOCKING =
            Set.of("dev.breakwater.exchange.MayBlock", "io.smallrye.common.annotation.Blocking");

    private static final Set<String> INJECTING = Set.of(
            "jakarta.inject.Inject",
            "jakarta.ws.rs.core.Context",
            "org.eclipse.microprofile.config.inject.ConfigProperty");

    private final String root;

    HouseRules(String root) {
        this.root = root;
    }

    List<ArchRule> all() {
        return List.of(
                everyClassHasAPlace(),
                packagesSeeLowerLevelsOnly(),
                nothingSeesTheSandbox(),
                sandboxSeesOnlyTheNouns(),
                noCycles(),
                nounsAreValues(),
                httpClientsInUpstreamOnly(),
                redisInStoresOnly(),
                spansInTraceOnly(),
                embeddedRedisInSandboxOnly(),
                clockAndChanceFromExchangeOnly(),
                secretsFromVaultOnly(),
                nothingBlocks(),
                namesSayWhatAThingIs(),
                noDrawers(),
                noFieldInjection(),
                nothingPrints());
    }

    ArchRule everyClassHasAPlace() {
        return classes()
                .that(areCode())
                .should(satisfy(
                        "live in one of the packages that the design names",
                        type -> LEVELS.containsKey(feature(type)) || SANDBOX.equals(feature(type))))
                .allowEmptyShould(true);
    }

    ArchRule packagesSeeLowerLevelsOnly() {
        return classes()
                .that(areCode())
                .should(new DependencyCondition("see only lower levels") {
                    @Override
                    boolean forbids(Dependency dependency) {
                        Integer from = LEVELS.get(feature(dependency.getOriginClass()));
                        Integer to = LEVELS.get(feature(dependency.getTargetClass()));
                        return from != null && to != null && leavesItsFeature(dependency) && to >= from;
                    }
                })
                .allowEmptyShould(true);
    }

    ArchRule nothingSeesTheSandbox() {
        return classes()
                .that(areCode())
                .should(new DependencyCondition("not see the sandbox") {
                    @Override
                    boolean forbids(Dependency dependency) {
                        return leavesItsFeature(dependency)
                                && feature(dependency.getTargetClass()).equals(SANDBOX);
                    }
                })
                .allowEmptyShould(true);
    }

    ArchRule sandboxSeesOnlyTheNouns() {
        return classes()
                .that(resideInAPackage(in(SANDBOX)))
                .should(new DependencyCondition("see only exchange") {
                    @Override
                    boolean forbids(Dependency dependency) {
                        return leavesItsFeature(dependency)
                                && LEVELS.getOrDefault(feature(dependency.getTargetClass()), 0) > 0;
                    }
                })
                .allowEmptyShould(true);
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    ArchRule nounsAreValues() {
        return noClasses()
                .that(resideInAPackage(in("exchange")))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "io.vertx..",
                                "io.netty..",
                                "io.quarkus..",
                                "io.smallrye..",
                                "jakarta..",
                                "org.eclipse..")
                        .and(describe("carry no values", type -> !CARRIERS.contains(type.getName()))))
                .because("the nouns are values: no I/O, no CDI")
                .allowEmptyShould(true);
    }

    ArchRule httpClientsInUpstreamOnly() {
        return noClasses()
                .that(areOutside("upstream"))
                .should()
                .dependOnClassesThat(describe("are HTTP client types", HouseRules::isHttpClient))
                .allowEmptyShould(true);
    }

    ArchRule redisInStoresOnly() {
        return noClasses()
                .that(areOutside("store", "cache", "idempotency", "writequeue", "mode", "audit"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.quarkus.redis..", "io.vertx.redis..", "io.vertx.mutiny.redis.."))
                .allowEmptyShould(true);
    }

    ArchRule spansInTraceOnly() {
        return noClasses()
                .that(areOutside("trace"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.opentelemetry.."))
                .because("what is not sampled costs nothing, which one package can see to")
                .allowEmptyShould(true);
    }

    ArchRule embeddedRedisInSandboxOnly() {
        return noClasses()
                .that(areOutside(SANDBOX))
                .should()
                .dependOnClassesThat(resideInAPackage("redis.embedded.."))
                .because("what ships does not carry it")
                .allowEmptyShould(true);
    }

    ArchRule clockAndChanceFromExchangeOnly() {
        return noClasses()
                .that(areOutside("exchange"))
                .should(accessTargetWhere(describe(
                        "asks the clock or the random source",
                        access -> asksClockOrChance(access) || asksForNow(access))))
                .because("time and chance come in through the constructor, so that tests can set them")
                .allowEmptyShould(true);
    }

    ArchRule secretsFromVaultOnly() {
        return noClasses()
                .that(areOutside("vault", "exchange", "audit"))
                .should()
                .dependOnClassesThat(describe(
                        "are java.security.SecureRandom", type -> type.getName().equals("java.security.SecureRandom")))
                .allowEmptyShould(true);
    }

    ArchRule nothingBlocks() {
        return noClasses()
                .that(areCode())
                .should(accessTargetWhere(describe(
                        "waits on a thread that may be an event loop", access -> blocks(access) && !mayBlock(access))))
                .because("one blocked event loop stops every exchange on it; mark what runs on a worker @MayBlock")
                .allowEmptyShould(true);
    }

    ArchRule namesSayWhatAThingIs() {
        return classes()
                .that(areCode())
                .should(satisfy(
                        "have a name that says what they are",
                        type -> !EMPTY_NAME.matcher(type.getSimpleName()).matches()))
                .allowEmptyShould(true);
    }

    ArchRule noDrawers() {
        return classes()
                .should(satisfy(
                        "live in the feature that they serve, not in a package named " + DRAWERS,
                        type -> Arrays.stream(type.getPackageName().split("\\."))
                                .noneMatch(DRAWERS::contains)))
                .allowEmptyShould(true);
    }

    ArchRule noFieldInjection() {
        return noFields()
                .should(new ArchCondition<>("be injected") {
                    @Override
                    public void check(JavaField field, ConditionEvents events) {
                        boolean injected = INJECTING.stream().anyMatch(field::isAnnotatedWith);
                        events.add(new SimpleConditionEvent(field, injected, field.getDescription() + " is injected"));
                    }
                })
                .because("a constructor shows what a class needs")
                .allowEmptyShould(true);
    }

    ArchRule nothingPrints() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.breakwater.Main") // a command prints its result
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true);
    }

    /** The first package segment below the root; empty for a class in the root itself or outside it. */
    private String feature(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(root)) {
            return COMPOSITION;
        }
        return name.startsWith(root + ".") ? name.substring(root.length() + 1).split("\\.", 2)[0] : "";
    }

    private String in(String feature) {
        return root + "." + feature + "..";
    }

    private boolean leavesItsFeature(Dependency dependency) {
        return !feature(dependency.getOriginClass()).equals(feature(dependency.getTargetClass()));
    }

    private DescribedPredicate<JavaClass> areOutside(String... features) {
        return not(resideInAnyPackage(Arrays.stream(features).map(this::in).toArray(String[]::new)));
    }

    private static DescribedPredicate<JavaClass> areCode() {
        return describe("are code", type -> !type.getSimpleName().equals("package-info"));
    }

    private static boolean isHttpClient(JavaClass type) {
        String name = type.getName();
        return name.startsWith("io.vertx.core.http.HttpClient")
                || name.startsWith("io.vertx.core.http.WebSocketClient")
                || name.startsWith("io.vertx.mutiny.core.http.HttpClient")
                || name.startsWith("io.vertx.ext.web.client.")
                || name.startsWith("io.vertx.mutiny.ext.web.client.")
                || name.startsWith("java.net.http.")
                || name.equals("java.net.HttpURLConnection")
                || name.equals("java.net.URLConnection")
                || name.startsWith("jakarta.ws.rs.client.")
                || name.startsWith("org.eclipse.microprofile.rest.client.");
    }

    /** By the owner's exact name: a SecureRandom is a Random too, but has a rule of its own. */
    private static boolean asksClockOrChance(JavaAccess<?> access) {
        return CLOCK_AND_CHANCE.getOrDefault(access.getTargetOwner().getName(), Set.of()).stream()
                .anyMatch(member -> matches(member, access.getTarget().getName()));
    }

    private static boolean asksForNow(JavaAccess<?> access) {
        return access.getTargetOwner().getPackageName().startsWith("java.time")
                && access.getTarget().getName().equals("now");
    }

    /** Whether the target, or what it overrides, is named; a trailing star stands for any ending. */
    private static boolean blocks(JavaAccess<?> access) {
        return BLOCKING.entrySet().stream()
                .filter(entry -> access.getTargetOwner().isAssignableTo(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .anyMatch(member -> matches(member, access.getTarget().getName()));
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static boolean mayBlock(JavaAccess<?> access) {
        return isMarkedBlocking(access.getOrigin()) || isMarkedBlocking(access.getOriginOwner());
    }

    private static boolean isMarkedBlocking(CanBeAnnotated code) {
        return ALLOWS_BLOCKING.stream().anyMatch(code::isAnnotatedWith);
    }

    private static ArchCondition<JavaClass> satisfy(String description, Predicate<JavaClass> test) {
        return ArchCondition.from(describe(description, test));
    }

    /** Reports every dependency that it forbids, with the place in the source. */
    private abstract static class DependencyCondition extends ArchCondition<JavaClass> {

        DependencyCondition(String description) {
            super(description);
        }

        abstract boolean forbids(Dependency dependency);

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getDirectDependenciesFromSelf().stream()
                    .filter(this::forbids)
                    .forEach(found -> events.add(SimpleConditionEvent.violated(found, found.getDescription())));
        }
    }
}
