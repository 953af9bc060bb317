package dev.breakwater;

import dev.breakwater.exchange.MayBlock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link BatchingHandler} in front of the console handler {@code traffic}, if the configuration gives the lines
 * about exchanges and deliveries one: {@code docs/logs.md}.
 */
@Singleton
final class TrafficLog {

    private static final String CATEGORY = "breakwater";

    private @Nullable BatchingHandler batching; // touched by the application's start and stop only

    void start(@Observes @Priority(1) StartupEvent event) {
        Logger logger = Logger.getLogger(CATEGORY);
        for (Handler handler : logger.getHandlers()) {
            if (handler instanceof ConsoleHandler console) {
                logger.removeHandler(console);
                batching = new BatchingHandler(console);
                logger.addHandler(batching);
            }
        }
    }

    /** After all others, who may still have something to say. */
    @MayBlock
    void stop(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        if (batching != null) {
            batching.close();
        }
    }
}
