package org.kd4j.models.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A {@link GraphSignature} as JSON. A size is a number, a name, or a list of terms, each of them its coefficient and its
 * names: {@code 2*batch*sequence+1} is {@code [[1], [2, "batch", "sequence"]]}.
 */
final class SignatureJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SignatureJson() {}

    /** All but name and fingerprint. */
    static ObjectNode write(GraphSignature signature) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode inputs = json.putArray("inputs");
        signature
                .inputs()
                .forEach(input -> inputs.addObject()
                        .put("name", input.name())
                        .put("type", input.type().name())
                        .set("shape", write(input.shape())));
        ArrayNode outputs = json.putArray("outputs");
        signature
                .outputs()
                .forEach((name, shape) -> outputs.addObject().put("name", name).set("shape", write(shape)));
        ArrayNode bounds = json.putArray("bounds");
        signature.bounds().stream()
                .sorted(Comparator.comparing(Bound::toString))
                .forEach(bound -> bounds.addObject()
                        .<ObjectNode>set("low", write(bound.low()))
                        .set("high", write(bound.high())));
        ObjectNode vocabularies = json.putObject("vocabularies");
        new TreeMap<>(signature.vocabularies()).forEach(vocabularies::put);
        ObjectNode computed = json.putObject("computedIndices");
        new TreeMap<>(signature.computedIndices()).forEach(computed::put);
        return json;
    }

    /** Throws {@link IllegalArgumentException} where the JSON is not what {@link #write} makes. */
    static GraphSignature read(String name, String fingerprint, JsonNode json) {
        try {
            List<OnnxModel.Input> inputs = new ArrayList<>();
            json.required("inputs").forEach(input -> inputs.add(input(input)));
            Map<String, Shape> outputs = new LinkedHashMap<>();
            json.required("outputs")
                    .forEach(output -> outputs.put(output.required("name").asText(), shape(output.required("shape"))));
            Set<Bound> bounds = new HashSet<>();
            json.required("bounds")
                    .forEach(bound -> bounds.add(new Bound(dim(bound.required("low")), dim(bound.required("high")))));
            return new GraphSignature(
                    name,
                    fingerprint,
                    inputs,
                    outputs,
                    bounds,
                    integers(json.required("vocabularies")),
                    integers(json.required("computedIndices")));
        } catch (Untranslatable | ArithmeticException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static OnnxModel.Input input(JsonNode input) {
        Shape shape = shape(input.required("shape"));
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("an input of " + shape.rank() + " axes");
        }
        DataType type = DataType.valueOf(input.required("type").asText());
        return new OnnxModel.Input(input.required("name").asText(), type, shape);
    }

    private static Map<String, Long> integers(JsonNode object) {
        Map<String, Long> integers = new HashMap<>();
        object.properties().forEach(field -> integers.put(field.getKey(), integer(field.getValue())));
        return integers;
    }

    private static ArrayNode write(Shape shape) {
        ArrayNode sizes = JSON.createArrayNode();
        shape.dims().forEach(dim -> sizes.add(write(dim)));
        return sizes;
    }

    private static Shape shape(JsonNode sizes) {
        return new Shape(StreamSupport.stream(sizes.spliterator(), false)
                .map(SignatureJson::dim)
                .toList());
    }

    private static JsonNode write(Dim dim) {
        if (dim.isConstant()) {
            return JSON.getNodeFactory().numberNode(dim.value());
        }
        if (dim.equals(Dim.named(dim.toString()))) {
            return JSON.getNodeFactory().textNode(dim.toString());
        }
        ArrayNode terms = JSON.createArrayNode();
        dim.terms().entrySet().stream()
                .sorted(Comparator.comparing(term -> term.getKey().toString()))
                .forEach(term -> term.getKey().forEach(terms.addArray().add(term.getValue())::add));
        return terms;
    }

    private static Dim dim(JsonNode size) {
        if (size.isTextual()) {
            return Dim.named(size.asText());
        }
        if (!size.isArray()) {
            return Dim.of(integer(size));
        }
        Dim sum = Dim.ZERO;
        for (JsonNode term : size) {
            Dim product = Dim.of(integer(term.path(0)));
            for (int i = 1; i < term.size(); i++) {
                product = product.times(Dim.named(term.get(i).asText()));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    private static long integer(JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw new IllegalArgumentException(number + " where a whole number stands");
        }
        return number.longValue();
    }
}
