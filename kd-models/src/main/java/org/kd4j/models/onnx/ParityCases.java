package org.kd4j.models.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
