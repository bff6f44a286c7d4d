package org.kd4j.models.onnx;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.kd4j.core.failure.InvalidInput;

/**
 * Reads parity cases from JSON: a list of {@code {"inputs": {"input_ids": [[101, 102]], …}, "outputs":
 * {"last_hidden_state": [[[0.1, …]]], …}}}, nested as deep as a value has axes.
 */
public final class ParityCases {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ParityCases() {}

    /** @throws InvalidInput if the file is missing or holds no such list */
    public static List<ParityCase> read(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw broken(file.toString(), "no readable file (" + e.getMessage() + ")");
        }
    }

    /** The same from bytes; {@code name} stands for them in messages. */
    public static List<ParityCase> parse(String name, byte[] json) {
        try {
            List<ParityCase> cases = new ArrayList<>();
            for (JsonNode one : JSON.readTree(json)) {
                cases.add(new ParityCase(
                        each(one.required("inputs"), ParityCases::rows),
                        each(one.required("outputs"), ParityCases::output)));
            }
            if (cases.isEmpty()) {
                throw broken(name, "no case");
            }
            return cases;
        } catch (IOException | IllegalArgumentException e) {
            throw broken(name, "something else (" + e.getMessage() + ")");
        }
    }

    /** Writes cases in the form that {@link #read} takes; every number comes back as it is. */
    static void write(Path file, List<ParityCase> cases) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            json.writeStartArray();
            for (ParityCase one : cases) {
                json.writeStartObject();
                json.writeObjectField("inputs", new TreeMap<>(one.inputs()));
                json.writeObjectFieldStart("outputs");
                for (Map.Entry<String, Output> output : new TreeMap<>(one.outputs()).entrySet()) {
                    json.writeFieldName(output.getKey());
                    write(json, output.getValue(), 0, 0);
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** Writes the elements below a place, and gives the place behind them. */
    private static int write(JsonGenerator json, Output output, int axis, int from) throws IOException {
        if (axis == output.shape().length) {
            json.writeNumber(output.values()[from]);
            return from + 1;
        }
        int at = from;
        json.writeStartArray();
        for (long i = 0; i < output.shape()[axis]; i++) {
            at = write(json, output, axis + 1, at);
        }
        json.writeEndArray();
        return at;
    }

    private static InvalidInput broken(String name, String found) {
        return new InvalidInput(
                name,
                found,
                "a JSON list of {inputs: {name: [[id, …]]}, outputs: {name: [[…]]}}",
                "Write the cases with the software that made the model.");
    }

    private static <T> Map<String, T> each(JsonNode fields, Function<JsonNode, T> read) {
        Map<String, T> values = new HashMap<>();
        fields.properties().forEach(field -> values.put(field.getKey(), read.apply(field.getValue())));
        return values;
    }

    private static long[][] rows(JsonNode matrix) {
        long[][] rows = new long[matrix.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new long[matrix.get(0).size()];
            if (matrix.get(i).size() != rows[i].length) {
                throw new IllegalArgumentException("rows of different lengths");
            }
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = matrix.get(i).get(j).asLong();
            }
        }
        return rows;
    }

    private static Output output(JsonNode nested) {
        List<Long> shape = new ArrayList<>();
        for (JsonNode level = nested; level.isArray(); level = level.path(0)) {
            shape.add((long) level.size());
        }
        List<Float> values = new ArrayList<>();
        collect(nested, values);
        float[] flat = new float[values.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = values.get(i);
        }
        return new Output(shape.stream().mapToLong(Long::longValue).toArray(), flat);
    }

    private static void collect(JsonNode nested, List<Float> values) {
        if (nested.isArray()) {
            nested.forEach(child -> collect(child, values));
        } else {
            values.add(nested.floatValue());
        }
    }
}
