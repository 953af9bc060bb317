package dev.breakwater.bench;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Target;
import dev.breakwater.upstream.OurGuards;
import dev.breakwater.upstream.Upstream;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.faulttolerance.standalone.StandaloneFaultTolerance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What guards add to a call that is answered at once, on an event loop and, for SmallRye's best case, beside one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GuardsBenchmark {

    private static final int CALLS = 1000;

    @Param
    public Guards guards;

    @Param({"true", "false"})
    public boolean onEventLoop;

    private Vertx vertx;
    private Context context;
    private Upstream ours;
    private Exchange exchange;
    private TypedGuard<CompletionStage<Outcome>> smallRyes;
    private CompletionStage<Outcome> stage;

    @Setup(Level.Trial)
    public void setUp() throws InterruptedException {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        Outcome outcome = new Outcome.Answered(new Answer(200, "", HttpHeaders.headers(), Buffer.buffer(), null));
        exchange = new Exchange("GET", Target.of("/bench/v1/balance", ""), HttpHeaders.headers(), 0);
        Future<Outcome> future = Future.succeededFuture(outcome);
        ours = ours(any -> future);
        stage = CompletableFuture.completedFuture(outcome);
        smallRyes = switch (guards) {
            case refused_by_bulkhead -> SmallRyeGuards.fullBulkhead();
            case refused_by_breaker -> SmallRyeGuards.openBreaker();
            case refused_by_quota -> SmallRyeGuards.usedUpQuota();
            default -> SmallRyeGuards.of(guards);
        };
    }

    @TearDown(Level.Trial)
    public void tearDown() throws InterruptedException {
        StandaloneFaultTolerance.shutdown(); // its threads are no daemons
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Upstream ours(Upstream leaf) {
        switch (guards) {
            case refused_by_bulkhead:
                return OurGuards.fullBulkhead(leaf);
            case refused_by_breaker:
                return OurGuards.openBreaker(leaf);
            case refused_by_quota:
                return OurGuards.quota(leaf, true);
            default:
                Upstream chain = guards.timeout() ? OurGuards.timeout(leaf, vertx) : leaf;
                chain = guards.breaker() ? OurGuards.breaker(chain) : chain;
                chain = guards.bulkhead() ? OurGuards.bulkhead(chain) : chain;
                chain = guards.retry() ? OurGuards.retry(chain) : chain;
                return guards.quota() ? OurGuards.quota(chain, false) : chain;
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void ours() throws InterruptedException {
        run(answered -> ours.attempt(exchange).onComplete(outcome -> answered.run()));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void smallRyes() throws InterruptedException {
        run(answered -> smallRyes.get(() -> stage).whenComplete((outcome, refusal) -> answered.run()));
    }

    private void run(Consumer<Runnable> call) throws InterruptedException {
        Loop loop = new Loop(CALLS, call);
        if (onEventLoop) {
            context.runOnContext(start -> loop.run());
        } else {
            loop.run();
        }
        loop.await();
    }
}
