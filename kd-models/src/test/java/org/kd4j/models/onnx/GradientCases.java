package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;

/** PyTorch's gradients of small classifiers; see golden/fine-tuning/gradients.py. */
public final class GradientCases {
    private GradientCases() {}

    public static List<JsonNode> all() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream json = GradientCases.class.getResourceAsStream("/golden/fine-tuning/gradients.json")) {
            new ObjectMapper().readTree(json).forEach(cases::add);
        }
        return cases;
    }

    public static Path file(JsonNode one) throws URISyntaxException {
        return Path.of(GradientCases.class
                .getResource("/golden/" + one.get("model").asText() + ".onnx")
                .toURI());
    }

    public static Batch batch(JsonNode one) {
        List<int[]> tokens = new ArrayList<>();
        one.get("tokens").forEach(text -> tokens.add(integers(text)));
        List<String> ids =
                IntStream.range(0, tokens.size()).mapToObj(i -> "r" + i).toList();
        return Batch.of(ids, tokens.toArray(int[][]::new), integers(one.get("labels")));
    }

    private static int[] integers(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    public static void assertLogits(JsonNode one, float[][] logits) {
        for (int record = 0; record < logits.length; record++) {
            for (int c = 0; c < logits[record].length; c++) {
                assertThat((double) logits[record][c])
                        .isCloseTo(one.get("logits").get(record).get(c).asDouble(), within(1e-5));
            }
        }
    }

    /**
     * @param name of the parameter in PyTorch
     * @param gradient in PyTorch's order
     */
    public static void assertGradient(JsonNode one, String name, double[] gradient) {
        JsonNode expected = one.get("gradients").get(name);
        double norm = expected.get(0).asDouble();
        assertThat(norm(gradient)).as(name).isCloseTo(norm, within(1e-4 * norm + 1e-6));
        assertThat(dot(gradient)).as(name).isCloseTo(expected.get(1).asDouble(), within(1e-4 * norm + 2e-6));
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static double dot(double[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * Math.cos(i + 1);
        }
        return sum;
    }
}
