package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;
import org.nd4j.autodiff.samediff.internal.InferenceSession;

class OnnxGraphTest {
    private static final int POSITIONS = 64;
    private static final int VOCABULARY = 160;
    private static OnnxGraph bert;

    @BeforeAll
    static void open() {
        bert = OnnxImport.open(TeacherFiles.model("bert-opset14-hidden"), List.of());
    }

    @AfterAll
    static void close() {
        bert.close();
    }

    @Test
    void knowsWhatItTakesAndGives() {
        assertThat(bert.inputs()).containsExactly("input_ids", "attention_mask", "token_type_ids");
        assertThat(bert.vocabulary("input_ids")).hasValue(VOCABULARY);
        assertThat(bert.vocabulary("token_type_ids")).hasValue(2);
        assertThat(bert.vocabulary("attention_mask")).isEmpty();
        assertThat(bert.rank("hidden_states.2")).isEqualTo(3);
        assertThat(bert.width("hidden_states.2")).isEqualTo(32);
        assertThat(bert.width("logits")).isEqualTo(3);
    }

    @Test
    void rejectsIdsOutsideTheTable() {
        assertThatThrownBy(() -> run(new long[][] {{3, VOCABULARY}}))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("input_ids", "id 160", "0 to 159");
        assertThatThrownBy(() -> run(new long[][] {{-1}})).isInstanceOf(InvalidInput.class);
    }

    @Test
    void rejectsSequencesLongerThanThePositions() {
        assertThat(run(new long[1][POSITIONS]).shape()).containsExactly(1, 3);
        assertThatThrownBy(() -> run(new long[1][POSITIONS + 1]))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("sequence=65", "sequence <= 64");
        assertThatThrownBy(() -> bert.requireLength(POSITIONS + 1)).isInstanceOf(InvalidInput.class);
    }

    /** RoBERTa counts positions from 2, so a table of 66 rows is good for 64. */
    @Test
    void rejectsPositionsThatTheModelComputesBeyondItsTable() {
        try (OnnxGraph roberta = OnnxImport.open(TeacherFiles.model("roberta-opset13"), List.of())) {
            long[][] real = new long[1][POSITIONS + 1];
            Arrays.fill(real[0], 7);
            assertThatThrownBy(() -> roberta.run(Map.of("input_ids", real, "attention_mask", real), List.of("logits")))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("row 66", "0 to 65");
            long[][] padded = new long[1][POSITIONS + 1];
            Arrays.fill(padded[0], 1);
            padded[0][0] = 7;
            assertThat(roberta.run(Map.of("input_ids", padded, "attention_mask", padded), List.of("logits")))
                    .containsOnlyKeys("logits");
        }
    }

    @Test
    void rejectsInputsOfDifferentShapes() {
        Map<String, long[][]> inputs =
                Map.of("input_ids", new long[2][5], "attention_mask", new long[2][4], "token_type_ids", new long[2][5]);
        assertThatThrownBy(() -> bert.run(inputs, List.of("logits")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("sequence");
    }

    @Test
    void answersTheSameAfterManyOtherShapes() {
        SplittableRandom random = Seeds.stream(11, "ids", 0);
        long[][] ids = ids(3, 20, random);
        Output before = run(ids);
        for (int i = 1; i <= 40; i++) {
            run(ids(1 + i % 5, i, random));
        }
        assertThat(run(ids).values()).containsExactly(before.values());
    }

    /** Of every run. */
    @Test
    void keepsNoAccountOfTheArraysThatRunsFreed() throws Exception {
        long[][] ids = new long[2][3];
        int first = 0;
        for (int run = 1; run <= 210; run++) {
            run(ids);
            first = run == 105 ? freedArrays() : first;
        }
        assertThat(first).isPositive();
        assertThat(freedArrays()).isLessThan(first * 11 / 5);
    }

    private static int freedArrays() throws ReflectiveOperationException {
        Field freed = InferenceSession.class.getDeclaredField("freedArrays");
        freed.setAccessible(true);
        int most = 0;
        for (InferenceSession session : bert.sameDiff().getSessions().values()) {
            most = Math.max(most, ((Collection<?>) freed.get(session)).size());
        }
        return most;
    }

    @Test
    void refusesToRunOnceClosed() {
        OnnxGraph graph = OnnxImport.open(TeacherFiles.model("bert-opset13"), List.of());
        graph.close();
        graph.close();
        assertThatThrownBy(() -> graph.run(Map.of(), List.of())).isInstanceOf(IllegalStateException.class);
    }

    private static long[][] ids(int batch, int length, SplittableRandom random) {
        long[][] ids = new long[batch][length];
        for (long[] row : ids) {
            for (int i = 0; i < length; i++) {
                row[i] = random.nextInt(VOCABULARY);
            }
        }
        return ids;
    }

    private static Output run(long[][] ids) {
        long[][] ones = new long[ids.length][ids[0].length];
        for (long[] row : ones) {
            Arrays.fill(row, 1);
        }
        Map<String, long[][]> inputs =
                Map.of("input_ids", ids, "attention_mask", ones, "token_type_ids", new long[ids.length][ids[0].length]);
        return bert.run(inputs, List.of("logits")).get("logits");
    }
}
