package dev.breakwater.ops;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which methods an address of the control plane takes, read once from the resources' own annotations: RFC 9110 section
 * 15.5.6 wants every 405 to tell, and the REST library does not say.
 *
 * <p>Threading: safe for any thread.
 */
@ApplicationScoped
@RegisterForReflection( // read here; NativeImageTest holds that these are all that there are
        fields = false,
        targets = {
            ApiDescriptionResource.class,
            AuditResource.class,
            BreakersResource.class,
            CacheResource.class,
            DeadLettersResource.class,
            ModesResource.class,
            ProblemPagesResource.class,
            ProvidersResource.class,
            StatusResource.class,
            SwitchesResource.class,
            WriteListsResource.class,
            WritesResource.class
        })
class AllowedMethods {

    private static final Pattern VARIABLE = Pattern.compile("\\{[^/:]*(?::([^/]*))?}");

    private final Map<String, Set<String>> byAddress = new TreeMap<>();

    @Inject
    AllowedMethods(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null) {
                for (Method method : bean.getBeanClass().getMethods()) {
                    add(root.value(), method);
                }
            }
        }
    }

    /** The methods that {@code path} takes, as {@code Allow} lists them; empty if there is nothing at it. */
    String at(String path) {
        Set<String> methods = new TreeSet<>();
        byAddress.forEach((address, taken) -> {
            if (path.matches(address)) {
                methods.addAll(taken);
            }
        });
        return String.join(", ", methods);
    }

    private void add(String root, Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                Path path = method.getAnnotation(Path.class);
                Set<String> taken = byAddress.computeIfAbsent(
                        address(root, path == null ? "" : path.value()), a -> new TreeSet<>());
                taken.add(verb.value());
                if (verb.value().equals(HttpMethod.GET)) {
                    taken.add(HttpMethod.HEAD);
                }
                taken.add(HttpMethod.OPTIONS);
            }
        }
    }

    /**
     * A regular expression for the addresses of one method: a variable stands for what its own says, or one segment.
     */
    private static String address(String root, String path) {
        StringBuilder address = new StringBuilder();
        for (String segment : (root + "/" + path).split("/", -1)) {
            if (!segment.isEmpty()) {
                Matcher variable = VARIABLE.matcher(segment);
                String any = variable.find() ? variable.group(1) : Pattern.quote(segment);
                address.append("/(?:").append(any == null ? "[^/]+" : any).append(')');
            }
        }
        return address.append("/?").toString();
    }
}
