package org.kd4j.models.annotator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.models.head.HeadKind;

/** Heads against PyTorch ({@code annotator/heads.py}), and what must hold of any. */
class PairHeadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDTH = 6;
    private static final int CLASSES = 3;
    private static final int SIZE = 4;
    /** Where the weights begin. */
    private static final int OFFSET = 11;

    private static JsonNode file() {
        try (InputStream in = PairHeadTest.class.getResourceAsStream("/annotator/heads.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<JsonNode> cases() {
        return IntStream.range(0, file().get("cases").size())
                .mapToObj(i -> file().get("cases").get(i));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAndLearnsAsPyTorchDoes(JsonNode one) throws IOException {
        PairHead head = head(one.get("name").asText());
        float[] weights = read(one.get("weights"));
        FloatBuffer parameters = FloatBuffer.allocate(OFFSET + weights.length);
        parameters.put(OFFSET, weights);
        FloatBuffer gradient = FloatBuffer.allocate(OFFSET + weights.length);
        assertThat(head.parts().stream().mapToInt(ParameterPart::length).sum()).isEqualTo(weights.length);
        Applied found = head.apply(parameters, gradient, read(one.get("vectors")), asked(head), Dropping.none());
        assertClose(found.y(), read(one.get("logits")));
        float[] back = found.back().apply(read(one.get("upstream")));
        assertClose(back, read(one.get("vector_gradient")));
        float[] learned = new float[weights.length];
        gradient.get(OFFSET, learned);
        assertClose(learned, read(one.get("gradient")));
        assertThat(Arrays.copyOf(gradient.array(), OFFSET)).containsOnly(0f);
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(found).containsExactly(expected, within(2e-6f * largest));
    }

    private static float[] read(JsonNode numbers) throws IOException {
        return JSON.treeToValue(numbers, float[].class);
    }

    private static Asked asked(PairHead head) {
        JsonNode file = file();
        try {
            return Asked.of(
                    JSON.treeToValue(file.get("items"), int[].class),
                    JSON.treeToValue(file.get("ids"), int[].class),
                    JSON.treeToValue(file.get("people"), int[].class),
                    head.attributeRows(annotators()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PairHead head(String name) {
        return head(name, WIDTH, OFFSET);
    }

    private static PairHead pooled(int width, HeadKind activation, String behind) {
        PoolerSettings settings = new PoolerSettings(width, activation, 0.5);
        return new PooledHead(settings, WIDTH, OFFSET, (pooled, offset) -> head(behind, pooled, offset));
    }

    private static PairHead head(String name, int width, int offset) {
        Annotators known = annotators();
        return switch (name) {
            case "separate" -> new HeadTable(known.size(), width, CLASSES, offset);
            case "feed-forward 0" -> shared(width, offset, true, List.of(), 0, new CombinerSettings.FeedForward(0));
            case "feed-forward 2" ->
                shared(width, offset, true, List.of("region", "age"), 2, new CombinerSettings.FeedForward(2));
            case "attributes alone" ->
                shared(width, offset, false, List.of("age"), 1, new CombinerSettings.FeedForward(1));
            case "stacked 2 2 0" ->
                shared(width, offset, true, List.of(), 1, cross(2, 2, 0, CombinerSettings.Form.STACKED));
            case "stacked 3 0 2" ->
                shared(width, offset, true, List.of("region"), 0, cross(3, 0, 2, CombinerSettings.Form.STACKED));
            case "parallel 3 2 3" ->
                shared(width, offset, true, List.of(), 2, cross(3, 2, 3, CombinerSettings.Form.PARALLEL));
            case "parallel 1 1 0" ->
                shared(width, offset, true, List.of(), 1, cross(1, 1, 0, CombinerSettings.Form.PARALLEL));
            case "pooled separate" -> pooled(5, HeadKind.TANH, "separate");
            case "pooled feed-forward 2" -> pooled(9, HeadKind.GELU, "feed-forward 2");
            default -> throw new AssertionError(name);
        };
    }

    private static CombinerSettings cross(int crossLayers, int deepLayers, int appendix, CombinerSettings.Form form) {
        return new CombinerSettings.DeepCross(crossLayers, deepLayers, appendix, form);
    }

    private static PairHead shared(
            int width, int offset, boolean ids, List<String> attributes, int layers, CombinerSettings combiner) {
        RecommenderSettings settings = new RecommenderSettings(SIZE, ids, attributes, layers, combiner);
        return new Recommender(settings, annotators(), width, CLASSES, offset);
    }

    /** As the file numbers their values. */
    private static Annotators annotators() {
        Map<String, List<String>> attributes = new HashMap<>();
        attributes.put("region", List.of("v1", "v2", "v1", ""));
        attributes.put("age", List.of("v1", "v1", "v2", "v3"));
        return new Annotators(List.of("a", "b", "c", "d"), attributes);
    }

    /** Text i and annotator j meet in row (i, j) and no other. */
    @ParameterizedTest
    @MethodSource("cases")
    void anyOrderOfPairsGivesTheSameRows(JsonNode one) throws IOException {
        PairHead head = head(one.get("name").asText());
        FloatBuffer parameters = FloatBuffer.allocate(
                OFFSET + head.parts().stream().mapToInt(ParameterPart::length).sum());
        parameters.put(OFFSET, read(one.get("weights")));
        float[] vectors = read(one.get("vectors"));
        Asked asked = asked(head);
        float[] together =
                head.apply(parameters, null, vectors, asked, Dropping.none()).y();
        for (int pair = 0; pair < asked.size(); pair++) {
            int item = asked.items()[pair];
            int row = pair;
            List<int[]> attributes = asked.attributes().stream()
                    .map(values -> new int[] {values[row]})
                    .toList();
            Asked alone = new Asked(new int[] {0}, new int[] {asked.ids()[pair]}, attributes);
            float[] vector = Arrays.copyOfRange(vectors, item * WIDTH, (item + 1) * WIDTH);
            assertThat(head.apply(parameters, null, vector, alone, Dropping.none())
                            .y())
                    .containsExactly(Arrays.copyOfRange(together, pair * CLASSES, (pair + 1) * CLASSES), within(1e-6f));
        }
    }

    /** The text alone decides where nothing is told of annotators. */
    @Test
    void answersForAllAlikeWhereNothingIsTold() {
        PairHead head = shared(WIDTH, OFFSET, false, List.of(), 1, new CombinerSettings.FeedForward(1));
        FloatBuffer parameters = FloatBuffer.allocate(
                OFFSET + head.parts().stream().mapToInt(ParameterPart::length).sum());
        head.initialise(parameters, new SplittableRandom(1));
        float[] vectors = new float[2 * WIDTH];
        vectors[0] = 1;
        vectors[WIDTH] = -1;
        Asked asked = Asked.of(
                new int[] {0, 0, 1}, new int[] {1, 3, 2}, new int[] {1, 3, 2}, head.attributeRows(annotators()));
        float[] found =
                head.apply(parameters, null, vectors, asked, Dropping.none()).y();
        assertThat(Arrays.copyOfRange(found, CLASSES, 2 * CLASSES)).containsExactly(Arrays.copyOf(found, CLASSES));
        assertThat(Arrays.copyOfRange(found, 2 * CLASSES, 3 * CLASSES)).isNotEqualTo(Arrays.copyOf(found, CLASSES));
    }

    @Test
    void crossLayersOfZerosHandOnTheirInput() {
        Weights weights = new Weights("", 0);
        CrossLayers layers = new CrossLayers(weights, "cross", 5, 3);
        float[] x = {1, -2, 3, 0.5f, 0, 2, 2, -1, 7, 1};
        FloatBuffer zeros = FloatBuffer.allocate(weights.length());
        assertThat(layers.apply(zeros, null, x).y()).containsExactly(x);
    }

    @Test
    void firstWeightsComeFromTheStream() {
        PairHead head = head("parallel 3 2 3");
        int length =
                OFFSET + head.parts().stream().mapToInt(ParameterPart::length).sum();
        FloatBuffer some = FloatBuffer.allocate(length);
        FloatBuffer same = FloatBuffer.allocate(length);
        head.initialise(some, new SplittableRandom(3));
        head.initialise(same, new SplittableRandom(3));
        assertThat(some.array()).isEqualTo(same.array());
        for (ParameterPart part : head.parts()) {
            float[] values = Arrays.copyOfRange(some.array(), part.offset(), part.offset() + part.length());
            if (part.kind() == ParameterPart.Kind.BIAS) {
                assertThat(values).containsOnly(0f);
            } else {
                assertThat(values).doesNotContain(0f);
            }
        }
    }

    @Test
    void dropsAShareAndGoesTheSameWayBack() {
        float[] ones = new float[10_000];
        Arrays.fill(ones, 1f);
        Applied dropped = new Dropping(0.2, new SplittableRandom(5)).apply(ones);
        long zeros =
                IntStream.range(0, ones.length).filter(i -> dropped.y()[i] == 0).count();
        assertThat(zeros).isBetween(1_850L, 2_150L);
        assertThat(dropped.back().apply(ones)).isEqualTo(dropped.y());
    }

    /** A pooler drops what goes into its layer, on the way back too, and nothing of an answer. */
    @Test
    void aPoolerDropsOnlyWhereItLearns() {
        PairHead head = pooled(5, HeadKind.TANH, "separate");
        FloatBuffer parameters = FloatBuffer.allocate(
                OFFSET + head.parts().stream().mapToInt(ParameterPart::length).sum());
        head.initialise(parameters, new SplittableRandom(1));
        FloatBuffer gradient = FloatBuffer.allocate(parameters.limit());
        float[] vectors = new float[4 * WIDTH];
        Arrays.fill(vectors, 1f);
        Asked asked = asked(head);
        float[] answer =
                head.apply(parameters, null, vectors, asked, Dropping.none()).y();
        Applied learned = head.apply(parameters, gradient, vectors, asked, new Dropping(0, new SplittableRandom(4)));
        assertThat(learned.y()).isNotEqualTo(answer);
        float[] ones = new float[learned.y().length];
        Arrays.fill(ones, 1f);
        assertThat(learned.back().apply(ones)).contains(0f);
    }
}
