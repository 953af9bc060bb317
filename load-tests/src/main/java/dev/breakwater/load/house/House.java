package dev.breakwater.load.house;

import dev.breakwater.load.check.Guards;
import dev.breakwater.load.suite.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.embedded.RedisExecProvider;

/**
 * All that a suite needs, as processes of its own on free ports of this machine: a real redis-server that forces each
 * write to the disk, the simulated provider, and a packaged Breakwater before it. Their keys are made for the run.
 */
public final class House implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final String SANDBOX_OPTIONS = "-Xmx1g"; // it forgets nothing
    private static final SecureRandom CHANCE = new SecureRandom();

    private final List<Spawned> processes = new CopyOnWriteArrayList<>();
    private final List<Path> unpacked = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final List<String> sandboxProgram;
    private final List<String> program;
    private final Http http = new Http();
    private final int door;
    private final int ops;
    private final int sandbox;
    private final List<Integer> inside;
    private final String clientKey = secret();
    private final String operatorKey = secret();

    private House(Path directory, List<String> sandboxProgram, List<String> program) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.sandboxProgram = sandboxProgram;
        this.program = program;
        List<Integer> ports = freePorts(7);
        door = ports.get(0);
        ops = ports.get(1);
        sandbox = ports.get(2);
        inside = ports.subList(3, 7);
    }

    /**
     * Starts everything and waits until payments can come.
     *
     * @param directory for configurations, data and logs
     * @param artifact the directory of a packaged Breakwater, its jar, or an executable
     * @param javaOptions of the gateway's JVM, with blanks between
     */
    public static House open(Path directory, Path artifact, String javaOptions)
            throws IOException, InterruptedException {
        House house = new House(directory, program(artifact, SANDBOX_OPTIONS), program(artifact, javaOptions));
        Runtime.getRuntime().addShutdownHook(new Thread(house::close, "stop all"));
        try {
            house.start();
            return house;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            house.close();
            throw failed;
        }
    }

    public Place place() {
        return new Place(local(door), clientKey, local(ops), operatorKey, local(sandbox));
    }

    /** Of the gateway. */
    public long pid() {
        return processes.get(processes.size() - 1).pid();
    }

    /** The bounds of {@code breakwater.yaml.in}. */
    public static Guards.Limits limits() {
        return new Guards.Limits(
                Map.of("/v1/", 50, "/adyen/", 10),
                0.1,
                "POST /v1/payment_intents",
                "/v1/",
                Set.of(Kind.PAYMENT.label(), Kind.HERD.label()));
    }

    /** Ends what was started, the last one first. It is called when the run is interrupted, too. */
    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
        unpacked.forEach(path -> path.toFile().delete());
    }

    private void start() throws IOException, InterruptedException {
        int store = inside.get(0);
        int provider = inside.get(1);
        startStore(store);
        startSandbox(provider, inside.get(2), inside.get(3));
        startGateway(store, provider);
    }

    private void startStore(int port) throws IOException, InterruptedException {
        Path data = Files.createDirectories(directory.resolve("redis"));
        Path server = RedisExecProvider.defaultProvider().get().toPath().toAbsolutePath();
        unpacked.addAll(List.of(server, Objects.requireNonNull(server.getParent())));
        List<String> command = new ArrayList<>(List.of(server.toString()));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", data.toString()));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
        command.addAll(List.of("--maxmemory-policy", "noeviction"));
        spawn("redis", Map.of(), command).await(START_MAX, () -> listens(port));
    }

    /** The simulated provider is part of Breakwater: a second one, of which nothing else is used. */
    private void startSandbox(int provider, int ownDoor, int ownOps) throws IOException, InterruptedException {
        Path config = configure(
                "sandbox",
                Map.of(
                        "DOOR", String.valueOf(ownDoor),
                        "OPS", String.valueOf(ownOps),
                        "PROVIDER", String.valueOf(provider),
                        "SANDBOX", String.valueOf(sandbox),
                        "CLIENT", sha256(secret())));
        spawn("sandbox", at(config), sandboxProgram)
                .await(START_MAX, () -> http.isThere(local(sandbox).resolve("/sandbox/requests")));
    }

    private void startGateway(int store, int provider) throws IOException, InterruptedException {
        Path sealKey = Files.writeString(directory.resolve("seal.pem"), sealKey());
        Path config = configure(
                "breakwater",
                Map.of(
                        "DOOR", String.valueOf(door),
                        "OPS", String.valueOf(ops),
                        "STORE", String.valueOf(store),
                        "PROVIDER", String.valueOf(provider),
                        "CLIENT", sha256(clientKey),
                        "OPERATOR", sha256(operatorKey),
                        "VAULT", secret(),
                        "SEAL", sealKey.toString()));
        spawn("breakwater", at(config), program)
                .await(START_MAX, () -> http.isThere(local(ops).resolve("/health/ready")) && listens(door));
    }

    private Spawned spawn(String name, Map<String, String> environment, List<String> command) throws IOException {
        Spawned spawned = Spawned.start(name, directory.resolve(name + ".log"), environment, command);
        processes.add(spawned);
        return spawned;
    }

    private static Map<String, String> at(Path config) {
        return Map.of("QUARKUS_CONFIG_LOCATIONS", config.toUri().toString());
    }

    /** A template of the class path with its holes filled. */
    private Path configure(String name, Map<String, String> values) throws IOException {
        try (InputStream in = House.class.getResourceAsStream("/house/" + name + ".yaml.in")) {
            if (in == null) {
                throw new IllegalStateException("no template for " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            return Files.writeString(directory.resolve(name + ".yaml"), text);
        }
    }

    private static List<String> program(Path artifact, String javaOptions) {
        Path jar = Files.isDirectory(artifact) ? artifact.resolve("quarkus-run.jar") : artifact;
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(
                    "no " + jar + ": build it with ./mvnw package -DskipTests, or name another with -Dload.artifact");
        }
        if (!jar.toString().endsWith(".jar")) {
            return List.of(jar.toAbsolutePath().toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(javaOptions.trim().split(" +")));
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return command;
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Ports of this machine that nobody uses now; all different, and below those that systems choose from by
     * themselves: what goes out meanwhile takes none.
     */
    private static List<Integer> freePorts(int count) {
        return CHANCE.ints(12_000, 32_000)
                .distinct()
                .filter(House::isFree)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket free = new ServerSocket(port)) {
            return free.isBound();
        } catch (IOException used) {
            return false;
        }
    }

    private static boolean listens(int port) {
        try (Socket ignored = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static String secret() {
        byte[] bytes = new byte[32];
        CHANCE.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String sealKey() {
        try {
            byte[] key = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
