package org.kd4j.core.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.StreamSupport;
import org.kd4j.core.golden.Golden;

/** A case of {@code metrics.json}, whose expected values scikit-learn and NumPy gave. */
record MetricsCase(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<MetricsCase> all() {
        return StreamSupport.stream(Golden.json("metrics.json").get("cases").spliterator(), false)
                .map(MetricsCase::new)
                .toList();
    }

    int[] labels() {
        return read(json.get("labels"), int[].class);
    }

    double[][] probabilities() {
        return read(json.get("probabilities"), double[][].class);
    }

    JsonNode expected() {
        return json.get("expected");
    }

    <T> T expected(String name, Class<T> type) {
        return read(expected().get(name), type);
    }

    private static <T> T read(JsonNode json, Class<T> type) {
        try {
            return JSON.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
