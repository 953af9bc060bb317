package dev.breakwater;

import dev.breakwater.audit.AuditVerifyCommand;
import dev.breakwater.exchange.MayBlock;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs the service; with {@code audit verify FILE ...} it verifies an export, and starts nothing.
 *
 * <p>The service's exit code is 0 if it was stopped well, also by SIGTERM, of which the JVM itself would make 143.
 */
@QuarkusMain
public final class Main {

    private static final CountDownLatch STOPPED = new CountDownLatch(1);

    private Main() {}

    /** @param args none for the service */
    @MayBlock
    @SuppressWarnings("SystemOut") // a command's output
    public static void main(String... args) {
        if (args.length > 0 && args[0].equals("audit")) {
            System.exit(new AuditVerifyCommand().run(args, System.out, System.err));
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            ApplicationLifecycleManager.setDefaultExitCodeHandler(Main::ended);
            Runtime.getRuntime().addShutdownHook(new Thread(Main::awaitStopped, "exit code"));
        }
        try {
            Quarkus.run(args);
        } finally {
            STOPPED.countDown();
        }
    }

    private static void ended(int code, @Nullable Throwable failed) {
        if (code == 0) {
            Runtime.getRuntime().halt(0);
        }
        STOPPED.countDown();
        System.exit(code);
    }

    /** Keeps the JVM, which a signal has told to end, from ending before {@link #ended} can say how. */
    @MayBlock
    private static void awaitStopped() {
        try {
            STOPPED.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
