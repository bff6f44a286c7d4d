package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays values over defaults. What a section holds depends on its kind, so the kinds are settled first: the last layer that
 * names one wins, its defaults are taken, and what earlier layers gave for another kind is dropped where this kind has no
 * such key.
 */
final class Layers {
    /** Sections whose keys depend on their {@code kind}; later ones may get theirs from earlier ones' defaults. */
    private static final List<String> KINDS =
            List.of("student", "objective", "training.optimizer", "training.schedule");

    private Layers() {}

    /** All keys with their values. */
    static ObjectNode resolve(List<YamlTree> layers) {
        JsonNode defaults = defaults();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        merge(root, (ObjectNode) defaults.get("common"));
        List<ObjectNode> given = new ArrayList<>();
        for (YamlTree layer : layers) {
            given.add(layer.root() instanceof ObjectNode object ? object.deepCopy() : root.objectNode());
        }
        for (String path : KINDS) {
            settleKind(path, root, given, defaults.get(path));
            if (path.equals("objective")) {
                mergeDefaultsOfBoth(root, given, defaults);
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            if (givesWholeGrid(layers.get(i))) {
                ((ObjectNode) root.get("sweep")).remove("grid");
            }
            merge(root, given.get(i));
        }
        return root;
    }

    private static void settleKind(String path, ObjectNode root, List<ObjectNode> given, JsonNode defaultsByKind) {
        String first = at(root, path).path("kind").asText();
        String last = settledKind(path, root, given);
        // An unknown kind has no defaults; reading the values names it together with its place.
        if (defaultsByKind.path(last) instanceof ObjectNode defaults) {
            ObjectNode filled = defaults.deepCopy();
            if (last.equals(first)) {
                // The kind is itself a default, of a student say, whose values for it are better than the usual ones.
                merge(filled, root);
            }
            merge(root, filled);
        }
        JsonNode known = at(root, path);
        String current = first;
        for (ObjectNode layer : given) {
            current = kind(layer, path, current);
            if (!current.equals(last) && at(layer, path) instanceof ObjectNode section) {
                section.retain(section.propertyStream()
                        .map(field -> field.getKey())
                        .filter(key -> key.equals("kind") || known.has(key))
                        .toList());
            }
        }
    }

    /** What a student's kind alone does not settle, nor an objective's. */
    private static void mergeDefaultsOfBoth(ObjectNode root, List<ObjectNode> given, JsonNode defaults) {
        String both = settledKind("student", root, given) + " and " + settledKind("objective", root, given);
        if (defaults.path("student and objective").path(both) instanceof ObjectNode values) {
            merge(root, values);
        }
    }

    private static String settledKind(String path, ObjectNode root, List<ObjectNode> given) {
        String kind = at(root, path).path("kind").asText();
        for (ObjectNode layer : given) {
            kind = kind(layer, path, kind);
        }
        return kind;
    }

    private static String kind(ObjectNode layer, String path, String otherwise) {
        JsonNode kind = at(layer, path).path("kind");
        return kind.isTextual() ? kind.asText() : otherwise;
    }

    private static JsonNode at(JsonNode root, String path) {
        JsonNode node = root;
        for (String part : path.split("\\.")) {
            node = node.path(part);
        }
        return node;
    }

    /** A grid that is given as a whole replaces the default one; a setting of one axis does not. */
    private static boolean givesWholeGrid(YamlTree layer) {
        return layer.root() != null
                && layer.root().path("sweep").path("grid").isObject()
                && layer.places().keySet().stream()
                        .noneMatch(key -> key.startsWith(ConfigTree.GRID + ".")
                                && !layer.places().containsKey(ConfigTree.GRID));
    }

    /** Nothing said ({@code key:}) keeps an object. */
    private static void merge(ObjectNode base, ObjectNode layer) {
        layer.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (base.get(field.getKey()) instanceof ObjectNode old) {
                if (value instanceof ObjectNode added) {
                    merge(old, added);
                } else if (!value.isNull()) {
                    base.set(field.getKey(), value);
                }
            } else {
                base.set(field.getKey(), value.deepCopy());
            }
        });
    }

    private static JsonNode defaults() {
        try (InputStream in = Layers.class.getResourceAsStream("defaults.yaml")) {
            return YamlTree.parse("defaults", new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .root();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
