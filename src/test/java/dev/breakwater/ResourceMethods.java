package dev.breakwater;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;

/** Every method of every resource of the control plane, so that none can be forgotten. */
final class ResourceMethods {

    private ResourceMethods() {}

    /** Each as its verb and its path template, such as {@code GET /ops/v1/writes/{id}}. */
    static Set<String> of(BeanManager beans) {
        Set<String> all = new TreeSet<>();
        beans.getBeans(Object.class, Any.Literal.INSTANCE).forEach(bean -> {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null && bean.getBeanClass() != BugForTest.class) {
                for (Method method : bean.getBeanClass().getMethods()) {
                    String verb = verb(method);
                    Path path = method.getAnnotation(Path.class);
                    if (verb != null) {
                        String tail = path == null ? "" : "/" + path.value();
                        all.add(verb + " " + (root.value() + tail).replaceAll("/+", "/"));
                    }
                }
            }
        });
        return all;
    }

    /** What is answered to an empty order: who may is told what is missing, who may not that it may not. */
    static int status(String method, RequestSpecification as) {
        String verb = method.substring(0, method.indexOf(' '));
        String path = method.substring(method.indexOf(' ') + 1).replaceAll("\\{[^/]*}", "x");
        if (path.equals("/ops/v1/events")) {
            // A stream would not end: a type that it does not have is refused after the login, and before it begins.
            return as.accept("application/json").request(verb, path).statusCode();
        }
        return (verb.equals("GET") ? as : as.contentType(ContentType.JSON).body("{}"))
                .request(verb, path)
                .statusCode();
    }

    private static String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }
}
