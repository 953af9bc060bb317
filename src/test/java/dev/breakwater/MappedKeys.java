package dev.breakwater;

import dev.breakwater.audit.AuditConfig;
import dev.breakwater.cache.CacheConfig;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.sandbox.SandboxConfig;
import dev.breakwater.vault.VaultConfig;
import dev.breakwater.writequeue.QueueConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys that the mappings read, by reflection: {@code {name}} for a map's key, {@code [i]} for a list's index. */
final class MappedKeys {

    private MappedKeys() {}

    /** All of them. */
    static Set<String> all() {
        Set<String> keys = new TreeSet<>();
        for (Class<?> mapping : List.of(
                ProvidersConfig.class,
                IngressConfig.class,
                OperatorsConfig.class,
                QueueConfig.class,
                CacheConfig.class,
                AuditConfig.class,
                MetricsConfig.class,
                VaultConfig.class,
                SandboxConfig.class)) {
            add(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), keys);
        }
        return keys;
    }

    /** {@code key} as somebody would write it, with {@code name} in the place of each name. */
    static String example(String key, String name) {
        return key.replace("{name}", name).replace("[i]", "[0]");
    }

    /** The opposite of {@link #example}, for {@code n} and 0. */
    static String placeholders(String example) {
        return example.replaceAll("^(breakwater\\.(?:providers|clients|operators))\\.n\\.", "$1.{name}.")
                .replace("[0]", "[i]");
    }

    private static void add(Class<?> group, String prefix, Set<String> keys) {
        for (Method method : group.getMethods()) {
            String key = prefix + "." + name(method);
            add(method.getGenericReturnType(), key, keys);
        }
    }

    private static void add(Type type, String key, Set<String> keys) {
        if (type instanceof Class<?> plain) {
            if (plain.getName().startsWith("dev.breakwater.")) {
                add(plain, key, keys);
            } else {
                keys.add(key);
            }
            return;
        }
        ParameterizedType generic = (ParameterizedType) type;
        Type[] of = generic.getActualTypeArguments();
        if (generic.getRawType() == Map.class) {
            add(of[1], key + ".{name}", keys);
        } else if (generic.getRawType() == Optional.class) {
            add(of[0], key, keys);
        } else if (generic.getRawType() == List.class && of[0] == String.class) {
            keys.add(key); // a list of words may be one value with commas, too
            keys.add(key + "[i]");
        } else if (generic.getRawType() == List.class) {
            add(of[0], key + "[i]", keys);
        } else {
            throw new IllegalStateException("what does " + key + " look like? " + type);
        }
    }

    private static String name(Method method) {
        WithName given = method.getAnnotation(WithName.class);
        return given != null
                ? given.value()
                : method.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
