package dev.breakwater.audit;

import dev.breakwater.exchange.MayBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code audit verify FILE --key PUB.pem ... [--expect stream=sequence[:hash]] ... [--sealed]}: verifies an export
 * without a store and without a network.
 *
 * <p>Threading: one thread, which may block.
 */
public final class AuditVerifyCommand {

    /** The export is whole. */
    public static final int WHOLE = 0;

    /** It is not; the first bad event is on the standard output. */
    public static final int BAD = 1;

    /** The arguments, a key or the file cannot be used; why is on the standard error. */
    public static final int USAGE = 2;

    private static final String HOW =
            "usage: audit verify FILE --key PUB.pem [--key ...] [--expect stream=sequence[:hash]] ... [--sealed]";

    /**
     * @param args with the words {@code audit verify} in front
     * @return {@link #WHOLE}, {@link #BAD} or {@link #USAGE}
     */
    @MayBlock
    public int run(String[] args, PrintStream out, PrintStream err) {
        List<PublicKey> keys = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        boolean sealed = false;
        String file = null;
        if (args.length < 2 || !args[0].equals("audit") || !args[1].equals("verify")) {
            return usage(err, null);
        }
        for (int i = 2; i < args.length; i++) {
            String arg = args[i];
            boolean takesValue = arg.equals("--key") || arg.equals("--expect");
            if (takesValue && i + 1 == args.length) {
                return usage(err, arg + " needs a value");
            }
            if (arg.equals("--key")) {
                try {
                    keys.add(TrustedKeys.read(Path.of(args[++i])));
                } catch (UnusableKey unusable) {
                    return usage(err, unusable.getMessage());
                }
            } else if (arg.equals("--expect")) {
                Expected one = Expected.parse(args[++i]);
                if (one == null) {
                    return usage(err, "'" + args[i] + "' is neither stream=sequence nor stream=sequence:hash");
                }
                expected.add(one);
            } else if (arg.equals("--sealed")) {
                sealed = true;
            } else if (arg.startsWith("-") || file != null) {
                return usage(err, "'" + arg + "' is not understood");
            } else {
                file = arg;
            }
        }
        if (file == null) {
            return usage(err, "FILE is missing");
        }
        ExportVerifier verifier = new ExportVerifier(TrustedKeys.of(keys), expected, sealed);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return report(verifier.verify(in), out);
        } catch (IOException unreadable) {
            err.println(file + " cannot be read: " + unreadable);
            return USAGE;
        }
    }

    private static int usage(PrintStream err, @Nullable String why) {
        if (why != null) {
            err.println(why);
        }
        err.println(HOW);
        return USAGE;
    }

    private static int report(Verdict verdict, PrintStream out) {
        for (Verdict.End end : verdict.ends()) {
            out.println(end.stream() + ": " + end.last() + " is the last event, sealed up to "
                    + end.sealed().sequence() + ":" + end.sealed().hash()
                    + (end.unsealed() > 0 ? "; " + end.unsealed() + " after that are not sealed" : ""));
        }
        Verdict.Fault fault = verdict.fault();
        out.println(fault == null ? "whole" : "BAD " + fault.line());
        return fault == null ? WHOLE : BAD;
    }
}
