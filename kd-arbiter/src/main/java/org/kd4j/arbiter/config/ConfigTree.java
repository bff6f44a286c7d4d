package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kd4j.core.failure.InvalidConfig;

/**
 * A configuration as keys and values, in layers: defaults, those of the chosen kinds, a file, settings from the command
 * line. Immutable; each key remembers where its value was given.
 */
public final class ConfigTree {
    static final String GRID = "sweep.grid";

    private final List<YamlTree> layers;
    private final ObjectNode root;

    private ConfigTree(List<YamlTree> layers) {
        this.layers = List.copyOf(layers);
        this.root = Layers.resolve(layers);
    }

    /**
     * @param file the configuration file, or null for none
     * @param settings {@code key=value} each, applied in order after the file; values are YAML
     * @throws InvalidConfig naming the place, if anything is not as it must be
     */
    public static ConfigTree read(Path file, List<String> settings) {
        List<YamlTree> layers = new ArrayList<>();
        if (file != null) {
            layers.add(readFile(file));
        }
        settings.forEach(setting -> layers.add(readSetting(setting)));
        return new ConfigTree(layers);
    }

    /** This configuration with one more value; {@code place} is what a message about it names. */
    public ConfigTree with(String key, Object value, String place) {
        List<YamlTree> more = new ArrayList<>(layers);
        more.add(new YamlTree(nest(key, ConfigReader.MAPPER.valueToTree(value)), Map.of(key, place)));
        return new ConfigTree(more);
    }

    /** Whether it has the section {@code annotators}, so that {@link #toAnnotatorConfig} reads it. */
    public boolean isOfAnnotators() {
        return Layers.areOfAnnotators(layers);
    }

    /**
     * @throws InvalidConfig if a key is unknown or a value is not one its key can take, or if it {@link #isOfAnnotators is of
     *     annotators}
     */
    public Config toConfig() {
        if (isOfAnnotators()) {
            throw new InvalidConfig(
                    places().getOrDefault(Layers.ANNOTATORS, Layers.ANNOTATORS),
                    "annotators",
                    "teacher, student and objective, because that is what this command is about",
                    "");
        }
        return new ConfigReader(places()).read(root, Config.class);
    }

    /** @throws InvalidConfig if a key is unknown or a value is not one its key can take */
    public AnnotatorConfig toAnnotatorConfig() {
        for (String section : List.of("student", "objective", "teacher")) {
            if (root.has(section)) {
                throw new InvalidConfig(
                        places().getOrDefault(section, section),
                        section + " beside annotators",
                        "one of the two, because a model of annotators learns their labels, and no student learns from it"
                                + " here",
                        "Remove " + section + ", or annotators.");
            }
        }
        return new ConfigReader(places()).read(root, AnnotatorConfig.class);
    }

    /** Whichever it is. */
    public RunConfig toRunConfig() {
        return isOfAnnotators() ? toAnnotatorConfig() : toConfig();
    }

    private Map<String, String> places() {
        Map<String, String> places = new HashMap<>();
        layers.forEach(layer -> places.putAll(layer.places()));
        return places;
    }

    /** Whether the file or a setting gives the key a value, so that it is no default. */
    public boolean gives(String key) {
        return layers.stream()
                .anyMatch(
                        layer -> layer.root() != null && !at(layer.root(), key).isMissingNode());
    }

    /** The text that is a key's value, be it a default or given; empty where it has none. */
    public Optional<String> text(String key) {
        return Optional.of(at(root, key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private static JsonNode at(JsonNode tree, String key) {
        JsonNode node = tree;
        for (String part : parts(key)) {
            node = node.path(part);
        }
        return node;
    }

    /** The configuration as YAML that {@link #read} takes back unchanged. */
    public String toYaml() {
        return YamlWriter.write(root);
    }

    /** Dotted keys of all values, each with its value as text: what two configurations are compared by. */
    public Map<String, String> flatten() {
        Map<String, String> flat = new TreeMap<>();
        flatten("", root, flat);
        return flat;
    }

    private static void flatten(String prefix, ObjectNode object, Map<String, String> flat) {
        object.properties().forEach(field -> {
            String key = prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey();
            if (field.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                flatten(key, inner, flat);
            } else {
                flat.put(key, field.getValue().toString());
            }
        });
    }

    private static YamlTree readFile(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new InvalidConfig(
                    file.toString(),
                    Files.exists(file) ? "a file that cannot be read as UTF-8 text" : "no such file",
                    "a YAML configuration",
                    "Check the path given with -c; 'config print' shows every key.");
        }
        YamlTree tree = YamlTree.parse(file.toString(), text);
        if (tree.root() != null && !tree.root().isObject() && !tree.root().isNull()) {
            throw new InvalidConfig(
                    file.toString(), "a single value", "keys and values", "'config print' shows every key.");
        }
        return tree;
    }

    private static YamlTree readSetting(String setting) {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? setting : setting.substring(0, equals).strip();
        String place = "--set " + key;
        if (equals < 1) {
            throw new InvalidConfig(
                    "--set " + setting, "no '='", "key=value", "For example --set objective.temperature=4.");
        }
        YamlTree value = YamlTree.parse(place, setting.substring(equals + 1));
        return new YamlTree(nest(key, value.root()), Map.of(key, place));
    }

    /** The keys of the grid are dotted names themselves, so that part of a path is one key. */
    private static List<String> parts(String key) {
        return key.startsWith(GRID + ".")
                ? List.of("sweep", "grid", key.substring(GRID.length() + 1))
                : List.of(key.split("\\.", -1));
    }

    private static ObjectNode nest(String key, JsonNode value) {
        List<String> parts = parts(key);
        JsonNode nested = value;
        for (int i = parts.size() - 1; i >= 0; i--) {
            nested = JsonNodeFactory.instance.objectNode().set(parts.get(i), nested);
        }
        return (ObjectNode) nested;
    }
}
