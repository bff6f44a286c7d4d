package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.List;

/** The names that a configuration calls the kinds of a section by, as the section's type declares them. */
final class Kinds {
    private Kinds() {}

    static List<String> names(Class<?> section) {
        return declared(section).stream().map(JsonSubTypes.Type::name).toList();
    }

    /** The key that names the kind. */
    static String key(Class<?> section) {
        return section.getAnnotation(JsonTypeInfo.class).property();
    }

    static String nameOf(Class<?> section, Class<?> kind) {
        return declared(section).stream()
                .filter(type -> type.value() == kind)
                .map(JsonSubTypes.Type::name)
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonSubTypes.Type> declared(Class<?> section) {
        return Arrays.asList(section.getAnnotation(JsonSubTypes.class).value());
    }
}
