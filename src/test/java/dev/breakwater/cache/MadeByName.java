package dev.breakwater.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The classes that Caffeine has chosen by name for a cache: that of the cache, and that of its entries. */
public final class MadeByName {

    private MadeByName() {}

    /** @param field that holds the cache, in {@code owner} */
    public static List<String> of(Object owner, String field) throws ReflectiveOperationException {
        Map<?, ?> map = ((Cache<?, ?>) value(owner.getClass(), owner, field)).asMap();
        List<String> classes = new ArrayList<>(List.of(map.getClass().getName()));
        for (Class<?> type = map.getClass(); type != Object.class; type = type.getSuperclass()) {
            if (List.of(type.getDeclaredFields()).stream()
                    .anyMatch(one -> one.getName().equals("nodeFactory"))) {
                classes.add(value(type, map, "nodeFactory").getClass().getName());
            }
        }
        return classes;
    }

    private static Object value(Class<?> type, Object owner, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
