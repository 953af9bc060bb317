package dev.breakwater.edge;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for one host name, made by the JDK's own keytool, and stores of it. */
public final class Certificates {

    private static final String PASSWORD = "changeit";

    private final Path keys;
    private final Path trust;

    /** Makes one for {@code san}, such as {@code ip:127.0.0.1} or {@code dns:localhost}, in {@code directory}. */
    public Certificates(Path directory, String name, String san) {
        keys = directory.resolve(name + ".p12");
        trust = directory.resolve(name + "-trust.p12");
        Path certificate = directory.resolve(name + ".pem");
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + san,
                "-keystore",
                keys.toString(),
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-alias", "a", "-keystore", keys.toString(), "-file", certificate.toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "a",
                "-keystore",
                trust.toString(),
                "-storetype",
                "PKCS12",
                "-file",
                certificate.toString());
    }

    /** The certificate with its key. */
    public PfxOptions own() {
        return new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD);
    }

    /** The certificate as an authority to trust. */
    public PfxOptions trusted() {
        return new PfxOptions().setPath(trust.toString()).setPassword(PASSWORD);
    }

    /** For sockets that show this certificate and trust {@code other}. */
    public SSLContext context(Certificates other) {
        try {
            KeyManagerFactory mine = KeyManagerFactory.getInstance("PKIX");
            mine.init(load(keys), PASSWORD.toCharArray());
            TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
            theirs.init(load(other.trust));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(mine.getKeyManagers(), theirs.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore load(Path store) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(in, PASSWORD.toCharArray());
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
