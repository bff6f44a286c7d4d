package org.kd4j.arbiter.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.kd4j.core.failure.InvalidConfig;

/** Keys and values to a {@link RunConfig}; whatever is wrong becomes one line that says where. */
final class ConfigReader {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private final Map<String, String> places;

    ConfigReader(Map<String, String> places) {
        this.places = places;
    }

    <C extends RunConfig> C read(ObjectNode root, Class<C> type) {
        try {
            return MAPPER.treeToValue(root, type);
        } catch (UnrecognizedPropertyException e) {
            throw unknownKey(e);
        } catch (InvalidTypeIdException e) {
            Class<?> section = e.getBaseType().getRawClass();
            throw wrongValue(
                    key(e) + "." + Kinds.key(section), "'" + e.getTypeId() + "'", "one of " + Kinds.names(section));
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof InvalidValue invalid) {
                String section = key(e);
                String key = section.isEmpty() ? invalid.key() : section + "." + invalid.key();
                throw wrongValue(key, invalid.found(), invalid.expected());
            }
            throw wrongValue(key(e), found(valueAt(root, e)), expected(e));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is read without parsing", e);
        }
    }

    private InvalidConfig unknownKey(UnrecognizedPropertyException e) {
        String name = e.getPropertyName();
        Collection<Object> known = e.getKnownPropertyIds() == null ? List.of() : e.getKnownPropertyIds();
        List<String> names = known.stream().map(String::valueOf).sorted().toList();
        return new InvalidConfig(
                where(key(e)),
                "the unknown key '" + name + "'",
                names.isEmpty() ? "no keys here" : "one of " + names,
                nearest(name, names));
    }

    private static String nearest(String name, List<String> names) {
        return names.stream()
                .min((a, b) -> Integer.compare(EditDistance.of(name, a), EditDistance.of(name, b)))
                .filter(close -> EditDistance.of(name, close) <= Math.max(2, name.length() / 3))
                .map(close -> "Did you mean '" + close + "'?")
                .orElse("'config print' shows every key.");
    }

    private InvalidConfig wrongValue(String key, String found, String expected) {
        return new InvalidConfig(where(key), found, expected, "");
    }

    /** The place of the key itself, or of the nearest key above it that somebody gave. */
    private String where(String key) {
        for (String path = key; !path.isEmpty(); path = path.substring(0, Math.max(0, path.lastIndexOf('.')))) {
            if (places.containsKey(path)) {
                String place = places.get(path);
                return place.endsWith(" " + key) ? place : place + " " + key;
            }
        }
        return key;
    }

    private static String key(JsonMappingException e) {
        return e.getPath().stream()
                .filter(reference -> reference.getFieldName() != null)
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }

    private static JsonNode valueAt(JsonNode root, JsonMappingException e) {
        JsonNode node = root;
        for (JsonMappingException.Reference reference : e.getPath()) {
            node = reference.getFieldName() == null
                    ? node.path(reference.getIndex())
                    : node.path(reference.getFieldName());
        }
        return node;
    }

    private static String found(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "nothing" : value.toString();
    }

    private static String expected(JsonMappingException e) {
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList();
        }
        if (type == int.class || type == long.class || type == Long.class || type == Integer.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "keys and values";
    }
}
