package org.kd4j.arbiter.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.kd4j.models.student.TransformerPart;

/** What the values of keys must fulfil. */
final class Check {
    private Check() {}

    static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new InvalidValue(key, value, "a whole number ≥ " + least);
        }
    }

    static void positive(String key, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InvalidValue(key, value, "a number > 0");
        }
    }

    static void weight(String key, Double value) {
        if (value != null && (!(value >= 0) || Double.isInfinite(value))) {
            throw new InvalidValue(key, value, "a number ≥ 0");
        }
    }

    static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidValue(key, value, "a number from 0 to 1");
        }
    }

    static void below1(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new InvalidValue(key, value, "a number ≥ 0 and < 1");
        }
    }

    /** What is dropped is computed with floats, and something must be left. */
    static void dropped(String key, double value) {
        if (!(value >= 0 && (float) value < 1)) {
            throw new InvalidValue(key, value, "a number ≥ 0 that is < 1 in single precision");
        }
    }

    static void present(String key, Object value) {
        if (value == null || value instanceof String text && text.isBlank()) {
            throw new InvalidValue(key, "nothing", "a value");
        }
    }

    static void decay(String key, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new InvalidValue(key, value, "a number > 0 and ≤ 1");
        }
    }

    static void parts(String key, List<String> names) {
        for (String name : names) {
            try {
                TransformerPart.parse(name);
            } catch (IllegalArgumentException e) {
                throw new InvalidValue(key, name, "a list of " + TransformerPart.NAMES);
            }
        }
    }

    static void different(String key, Collection<?> values) {
        if (new HashSet<>(values).size() != values.size()) {
            throw new InvalidValue(key, values, "values that are all different");
        }
    }
}
