package dev.breakwater;

import dev.breakwater.audit.AuditVerifyCommand;
import dev.breakwater.exchange.MayBlock;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Runs the service; with {@code audit verify FILE ...} it verifies an export, and starts nothing. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** @param args none for the service */
    @MayBlock
    @SuppressWarnings("SystemOut") // a command's output
    public static void main(String... args) {
        if (args.length > 0 && args[0].equals("audit")) {
            System.exit(new AuditVerifyCommand().run(args, System.out, System.err));
        }
        Quarkus.run(args);
    }
}
