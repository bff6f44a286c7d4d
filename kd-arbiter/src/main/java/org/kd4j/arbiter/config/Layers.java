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
    /** The section that makes a configuration one of annotators. */
    static final String ANNOTATORS = "annotators";

    /**
     * A section whose keys depend on one of them.
     *
     * @param key that names the kind
     */
    private record Section(String path, String key) {
        Section(String path) {
            this(path, "kind");
        }
    }

    /** Later ones may get their kind from earlier ones' defaults. */
    private static final List<Section> DISTILLATION = List.of(
            new Section("student"),
            new Section("objective"),
            new Section("training.optimizer"),
            new Section("training.schedule"));

    private static final List<Section> OF_ANNOTATORS = List.of(
            new Section(ANNOTATORS, "model"),
            new Section("annotators.combiner"),
            new Section("annotators.encoder", "weights"),
            new Section("training.optimizer"),
            new Section("training.schedule"));

    private Layers() {}

    /** Whether any layer has the section of annotators. */
    static boolean areOfAnnotators(List<YamlTree> layers) {
        return layers.stream()
                .anyMatch(layer -> layer.root() != null && layer.root().hasNonNull(ANNOTATORS));
    }

    /** All keys with their values. */
    static ObjectNode resolve(List<YamlTree> layers) {
        boolean annotators = areOfAnnotators(layers);
        JsonNode defaults = defaults(annotators ? "annotator-defaults.yaml" : "defaults.yaml");
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        merge(root, (ObjectNode) defaults.get("common"));
        List<ObjectNode> given = new ArrayList<>();
        for (YamlTree layer : layers) {
            given.add(layer.root() instanceof ObjectNode object ? object.deepCopy() : root.objectNode());
        }
        for (Section section : annotators ? OF_ANNOTATORS : DISTILLATION) {
            settleKind(section, root, given, defaults.get(section.path));
            if (section.path.equals("objective")) {
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

    private static void settleKind(Section section, ObjectNode root, List<ObjectNode> given, JsonNode defaultsByKind) {
        String path = section.path;
        String first = at(root, path).path(section.key).asText();
        String last = settledKind(section, root, given);
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
            current = kind(layer, section, current);
            if (!current.equals(last) && at(layer, path) instanceof ObjectNode others) {
                others.retain(others.propertyStream()
                        .map(field -> field.getKey())
                        .filter(key -> key.equals(section.key) || known.has(key))
                        .toList());
            }
        }
    }

    /** What a student's kind alone does not settle, nor an objective's. */
    private static void mergeDefaultsOfBoth(ObjectNode root, List<ObjectNode> given, JsonNode defaults) {
        String both = settledKind(new Section("student"), root, given) + " and "
                + settledKind(new Section("objective"), root, given);
        if (defaults.path("student and objective").path(both) instanceof ObjectNode values) {
            merge(root, values);
        }
    }

    private static String settledKind(Section section, ObjectNode root, List<ObjectNode> given) {
        String kind = at(root, section.path).path(section.key).asText();
        for (ObjectNode layer : given) {
            kind = kind(layer, section, kind);
        }
        return kind;
    }

    private static String kind(ObjectNode layer, Section section, String otherwise) {
        JsonNode kind = at(layer, section.path).path(section.key);
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

    private static JsonNode defaults(String name) {
        try (InputStream in = Layers.class.getResourceAsStream(name)) {
            return YamlTree.parse("defaults", new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .root();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
