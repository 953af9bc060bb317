package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.buffer.ByteBuf;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a native image must be told, because nobody can see it from the code: resources that are read by name, and
 * classes that are found by name. Whoever adds one and forgets the image hears it here, on the JVM, and not from the
 * image once it runs.
 */
class NativeImageTest {

    private static final Path CLASSES = Path.of("target/classes");

    /** Quarkus reads these when it builds, or its extensions put them into the image themselves. */
    private static final List<String> SEEN_BY_QUARKUS = List.of("application.yaml", "templates/");

    /** Records of the control plane that stay inside. */
    private static final Set<String> NOT_SHOWN =
            Set.of("Operator", "Parts", "Seen", "SearchWords", "Replayed", "Entry", "Sample", "What");

    private static final Set<Class<?>> NOT_IN_AN_IMAGE = Set.of(
            Buffer.class,
            ByteBuf.class,
            java.nio.ByteBuffer.class,
            InetAddress.class,
            SocketAddress.class,
            Random.class,
            Thread.class,
            ExecutorService.class,
            Vertx.class,
            Closeable.class);

    /** It reads annotations of the resources' methods. */
    private static final String READS_RESOURCES = "dev.breakwater.ops.AllowedMethods";

    /** What finds something by its name or looks into it. */
    private static final Set<String> BY_NAME = Set.of(
            "java.lang.Class.forName",
            "java.lang.Class.getMethod",
            "java.lang.Class.getMethods",
            "java.lang.Class.getField",
            "java.lang.Class.getDeclaredMethod",
            "java.lang.Class.getDeclaredMethods",
            "java.lang.Class.getDeclaredField",
            "java.lang.Class.getDeclaredFields",
            "java.lang.Class.getConstructor",
            "java.lang.Class.getDeclaredConstructor",
            "java.lang.ClassLoader.loadClass",
            "java.lang.reflect.Proxy.newProxyInstance",
            "java.util.ServiceLoader.load",
            "java.util.ResourceBundle.getBundle");

    @Test
    void each_resource_that_is_read_by_name_is_in_the_image() throws IOException {
        Config config = new SmallRyeConfigBuilder()
                .withSources(new YamlConfigSource(
                        Path.of("src/main/resources/application.yaml").toUri().toURL()))
                .build();
        List<PathMatcher> included = config.getValues("quarkus.native.resources.includes", String.class).stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        List<Path> resources;
        try (Stream<Path> files = Files.walk(CLASSES)) {
            resources = files.filter(Files::isRegularFile)
                    .map(CLASSES::relativize)
                    .filter(file -> !file.toString().endsWith(".class"))
                    .filter(file -> SEEN_BY_QUARKUS.stream().noneMatch(file.toString()::startsWith))
                    .filter(file -> !file.startsWith("META-INF") || file.startsWith("META-INF/breakwater"))
                    .toList();
        }
        assertThat(resources)
                .hasSizeGreaterThan(50)
                .allSatisfy(resource -> assertThat(included)
                        .as("quarkus.native.resources.includes has %s", resource)
                        .anyMatch(glob -> glob.matches(resource)));
    }

    @Test
    void what_is_looked_at_by_reflection_is_registered() {
        assertThat(ours().stream()
                        .filter(type -> !type.getName().equals(READS_RESOURCES))
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access -> BY_NAME.contains(called(access)))
                        .map(JavaAccess::getDescription))
                .isEmpty();
        Set<String> registered = Stream.of(ours().get(READS_RESOURCES)
                        .getAnnotationOfType(RegisterForReflection.class)
                        .targets())
                .map(Class::getName)
                .collect(Collectors.toSet());
        assertThat(registered)
                .isEqualTo(ours().stream()
                        .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet()));
    }

    /** Resources answer with a Response, which hides from Quarkus what is in it. */
    @Test
    void each_record_that_is_shown_as_json_is_registered() {
        assertThat(ours().stream()
                        .filter(type -> type.getPackageName().equals("dev.breakwater.ops"))
                        .filter(type -> type.isAssignableTo(Record.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.PRIVATE))
                        .filter(type -> !NOT_SHOWN.contains(type.getSimpleName()))
                        .filter(type -> !type.isAnnotatedWith(RegisterForReflection.class))
                        .map(JavaClass::getName))
                .isEmpty();
    }

    /**
     * Static fields are filled when the image is built: what belongs to a machine, or is made of its memory, is not for
     * them.
     */
    @Test
    void nothing_that_an_image_cannot_hold_is_in_a_static_field() throws ReflectiveOperationException {
        Map<Object, String> found = new IdentityHashMap<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (JavaClass type : ours()) {
            Class<?> loaded = Class.forName(type.getName());
            for (Field field : loaded.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    look(field, null, loaded.getName() + "." + field.getName(), seen, found);
                }
            }
        }
        assertThat(found.values()).isEmpty();
    }

    private static void look(
            Field field, @Nullable Object owner, String path, Set<Object> seen, Map<Object, String> found)
            throws ReflectiveOperationException {
        if (!field.getType().isPrimitive()) {
            field.setAccessible(true);
            look(field.get(owner), path, seen, found);
        }
    }

    private static void look(@Nullable Object value, String path, Set<Object> seen, Map<Object, String> found)
            throws ReflectiveOperationException {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (NOT_IN_AN_IMAGE.stream().anyMatch(type -> type.isInstance(value))) {
            found.put(value, path + " holds a " + value.getClass().getName());
        } else if (value instanceof Map<?, ?> map) {
            look(List.copyOf(map.keySet()), path, seen, found);
            look(List.copyOf(map.values()), path, seen, found);
        } else if (value instanceof Iterable<?> all) {
            for (Object one : all) {
                look(one, path, seen, found);
            }
        } else if (value instanceof Object[] all) {
            for (Object one : all) {
                look(one, path, seen, found);
            }
        } else if (value.getClass().getName().startsWith("dev.breakwater.")
                && !value.getClass().isHidden()) {
            for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (type.getName().startsWith("dev.breakwater.") && !Modifier.isStatic(field.getModifiers())) {
                        look(field, value, path + "." + field.getName(), seen, found);
                    }
                }
            }
        }
    }

    private static JavaClasses ours() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPath(CLASSES);
    }

    private static String called(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.getName() + "." + access.getName();
    }
}
