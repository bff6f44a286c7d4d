package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.kd4j.core.failure.InvalidConfig;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as data, with the place of every key. Nodes are only composed, never constructed: a tag in a document
 * cannot name a class.
 *
 * @param root the document; null for an empty one
 * @param places dotted key to {@code file:line:column}
 */
record YamlTree(JsonNode root, Map<String, String> places) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * @param source what messages call the text: a file's path, or the option it was given with
     * @throws InvalidConfig if the text is no YAML, or a mapping has a key twice or an alias
     */
    static YamlTree parse(String source, String text) {
        Reader reader = new Reader(source);
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(0);
        limits.setNestingDepthLimit(20);
        try {
            Node node = new Yaml(new SafeConstructor(limits)).compose(new StringReader(text));
            return new YamlTree(node == null ? null : reader.read(node, ""), reader.places);
        } catch (MarkedYAMLException e) {
            throw new InvalidConfig(
                    place(source, e.getProblemMark()), "no YAML (" + e.getProblem() + ")", "YAML", "Correct the line.");
        } catch (YAMLException e) {
            throw new InvalidConfig(source, "no YAML (" + e.getMessage() + ")", "YAML", "Correct the text.");
        }
    }

    private static String place(String source, Mark mark) {
        return mark == null ? source : source + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /** Walks the composed nodes. */
    private static final class Reader {
        private final String source;
        private final Map<String, String> places = new HashMap<>();

        Reader(String source) {
            this.source = source;
        }

        JsonNode read(Node node, String path) {
            if (node instanceof MappingNode mapping) {
                return readMapping(mapping, path);
            }
            if (node instanceof SequenceNode sequence) {
                ArrayNode array = JSON.arrayNode();
                for (Node item : sequence.getValue()) {
                    array.add(read(item, path));
                }
                return array;
            }
            return readScalar((ScalarNode) node);
        }

        private ObjectNode readMapping(MappingNode mapping, String path) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple entry : mapping.getValue()) {
                String place = place(source, entry.getKeyNode().getStartMark());
                if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                    throw new InvalidConfig(place, "a key that is a collection", "a name", "Correct the line.");
                }
                String key = keyNode.getValue();
                String keyPath = path.isEmpty() ? key : path + "." + key;
                if (object.has(key)) {
                    throw new InvalidConfig(place + " " + keyPath, "the key twice", "it once", "Remove one.");
                }
                places.put(keyPath, place);
                object.set(key, read(entry.getValueNode(), keyPath));
            }
            return object;
        }

        private static JsonNode readScalar(ScalarNode scalar) {
            String text = scalar.getValue();
            if (scalar.getTag().equals(Tag.NULL)) {
                return JSON.nullNode();
            }
            if (scalar.getTag().equals(Tag.BOOL)) {
                return switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> JSON.booleanNode(true);
                    case "false" -> JSON.booleanNode(false);
                    default -> JSON.textNode(text);
                };
            }
            if (scalar.isPlain()) {
                return readNumber(text);
            }
            return JSON.textNode(text);
        }

        /** Numbers as YAML 1.2 has them: 1e-3 is one, 012 is twelve. */
        private static JsonNode readNumber(String text) {
            if (text.matches("[-+]?[0-9]+")) {
                BigInteger whole = new BigInteger(text);
                if (whole.bitLength() < Integer.SIZE) {
                    return JSON.numberNode(whole.intValue());
                }
                return whole.bitLength() < Long.SIZE ? JSON.numberNode(whole.longValue()) : JSON.numberNode(whole);
            }
            if (text.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
                return JSON.numberNode(Double.parseDouble(text));
            }
            return switch (text) {
                case ".nan", ".NaN", ".NAN" -> JSON.numberNode(Double.NaN);
                case ".inf", "+.inf" -> JSON.numberNode(Double.POSITIVE_INFINITY);
                case "-.inf" -> JSON.numberNode(Double.NEGATIVE_INFINITY);
                default -> JSON.textNode(text);
            };
        }
    }
}
