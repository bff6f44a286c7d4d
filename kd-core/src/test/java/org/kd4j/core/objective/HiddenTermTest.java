package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;

/** Against PyTorch's autograd (objective/hidden_states.py), and what holds besides. */
class HiddenTermTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OFFSET = 3;

    static List<JsonNode> cases() throws Exception {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream in = HiddenTermTest.class.getResourceAsStream("/objective/hidden_states.json")) {
            JSON.readTree(in).forEach(cases::add);
        }
        assertThat(cases).hasSize(12);
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorchThroughAProjection(JsonNode c) throws Exception {
        double[][] projection = JSON.treeToValue(c.get("projection"), double[][].class);
        double[][][] states = JSON.treeToValue(c.get("states"), double[][][].class);
        double[][][] teacher = JSON.treeToValue(c.get("teacher"), double[][][].class);
        double[][][] expected = JSON.treeToValue(c.get("states_gradient"), double[][][].class);
        HiddenTerm term = term(c, states[0][0].length, projection.length, teacher[0].length);
        FloatBuffer weights = inside(projection);
        FloatBuffer gradient = FloatBuffer.allocate(weights.limit());

        double loss = 0;
        for (int record = 0; record < states.length; record++) {
            float[] stateGradients = new float[term.pairs().size() * term.studentWidth()];
            loss += term.add(
                    flat(states[record]),
                    flat(teacher[record]),
                    1.0 / states.length,
                    weights,
                    stateGradients,
                    gradient);
            assertThat(stateGradients)
                    .as("d loss / d states of record %d", record)
                    .containsExactly(flat(expected[record]), within(tolerance(expected[record])));
        }

        assertThat(loss / states.length).isCloseTo(c.get("loss").asDouble(), within(1e-9 * loss));
        double[][] projected = JSON.treeToValue(c.get("projection_gradient"), double[][].class);
        assertThat(gradient.array()).containsExactly(inside(projected).array(), within(tolerance(projected)));
    }

    @Test
    void addsToTheGradientsThatAreThere() {
        TeacherLayers teacher = new TeacherLayers(2, 2, List.of(1));
        HiddenTerm term = HiddenTerm.of(pkd(HiddenStateMatching.of(1, false)), 2, 2, teacher, 0);
        float[] stateGradients = {10, 20};

        // Errors (2, 0): mean of the squares 2, gradient (2, 0).
        double loss = term.add(new float[] {3, 1}, new float[] {1, 1}, 0.5, null, stateGradients, null);

        assertThat(term.projection()).isEmpty();
        assertThat(loss).isEqualTo(2.0);
        assertThat(stateGradients).containsExactly(11, 20);
    }

    @Test
    void startsAProjectionWithinItsBounds() {
        Projection projection = HiddenTerm.projection(4, 9, OFFSET).orElseThrow();
        FloatBuffer weights = FloatBuffer.allocate(OFFSET + projection.parameters() + 1);

        projection.initialize(weights, Seeds.stream(1, "projection", 0));

        float[] drawn = Arrays.copyOfRange(weights.array(), OFFSET, OFFSET + 36);
        assertThat(IntStream.range(0, 36).mapToDouble(i -> drawn[i]))
                .allMatch(w -> Math.abs(w) <= 0.5 && w != 0)
                .doesNotHaveDuplicates();
        assertThat(weights.get(0)).isZero();
        assertThat(weights.get(OFFSET + 36)).isZero();
    }

    @Test
    void namesTheBlockThatTheRecordsLack() {
        TeacherLayers teacher = new TeacherLayers(6, 2, List.of(2, 5));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HiddenTerm.of(pkd(HiddenStateMatching.of(1, true)), 3, 2, teacher, 0))
                .withMessageContainingAll("[2, 5]", "block 4");
        assertThatIllegalArgumentException().isThrownBy(() -> new TeacherLayers(6, 2, List.of(5, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> new TeacherLayers(6, 2, List.of(7)));
    }

    @Test
    void refusesStatesOfAnotherLength() {
        TeacherLayers teacher = new TeacherLayers(2, 2, List.of(1));
        HiddenTerm term = HiddenTerm.of(pkd(HiddenStateMatching.of(1, true)), 2, 2, teacher, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> term.add(new float[2], new float[4], 1, null, new float[2], null))
                .withMessageContaining("4 values of the teacher");
    }

    private static Pkd pkd(HiddenStateMatching matching) {
        return new Pkd(new HardLabels(), matching, new LayerMap.Skip());
    }

    /** The student's block i + 1 is held against the case's i-th row of the teacher. */
    private static HiddenTerm term(JsonNode c, int studentWidth, int teacherWidth, int rows) {
        List<BlockPair> pairs = new ArrayList<>();
        c.get("pairs").forEach(row -> pairs.add(new BlockPair(pairs.size() + 1, row.asInt())));
        HiddenStateMatching matching = new HiddenStateMatching(
                c.get("weight").asDouble(),
                c.get("normalize").asBoolean(),
                Reduction.valueOf(c.get("reduction").asText().toUpperCase(Locale.ROOT)));
        Pkd pkd = new Pkd(new HardLabels(), matching, new LayerMap.Explicit(pairs));
        TeacherLayers teacher = new TeacherLayers(
                rows, teacherWidth, IntStream.range(0, rows).boxed().toList());
        return HiddenTerm.of(pkd, pairs.size(), studentWidth, teacher, OFFSET);
    }

    /** The rows as part of a longer vector. */
    private static FloatBuffer inside(double[][] rows) {
        float[] values = flat(rows);
        FloatBuffer vector = FloatBuffer.allocate(OFFSET + values.length + 2);
        vector.put(OFFSET, values);
        return vector;
    }

    private static float tolerance(double[][] expected) {
        return (float) (1e-6
                * Math.max(
                        1e-3,
                        Arrays.stream(expected)
                                .flatMapToDouble(Arrays::stream)
                                .map(Math::abs)
                                .max()
                                .orElseThrow()));
    }

    private static float[] flat(double[][] rows) {
        double[] wide = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        float[] narrow = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }
}
