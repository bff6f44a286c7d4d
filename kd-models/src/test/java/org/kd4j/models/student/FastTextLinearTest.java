package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.HardLabels;

class FastTextLinearTest extends AbstractStudentTest {
    private static final int DIMENSION = 5;

    @Override
    Student create(long seed) {
        return FastTextLinear.create(new FastTextSettings(TASK, DIMENSION), seed);
    }

    @Override
    Student load(Path file) {
        return FastTextLinear.load(file, new FastTextSettings(TASK, DIMENSION));
    }

    @Override
    int parameterCount(Student student) {
        return Arrays.stream(parts(student)).mapToInt(part -> part.length).sum();
    }

    @Override
    float parameter(Student student, int index) {
        float[][] parts = parts(student);
        int part = part(parts, index);
        return parts[part][index - start(parts, part)];
    }

    @Override
    void setParameter(Student student, int index, float value) {
        float[][] parts = parts(student);
        int part = part(parts, index);
        parts[part][index - start(parts, part)] = value;
    }

    /** The embeddings come first, token by token. */
    @Override
    boolean ofPadding(int index) {
        return index / DIMENSION == TASK.paddingId();
    }

    /** Worked by hand: mean (2, 3), logits (2 + 0.5, 3), probabilities p and 1 - p, gradient p - 1 and 1 - p. */
    @Test
    void takesTheStepThatIsWorkedByHand() {
        FastTextSettings settings = new FastTextSettings(new TextTask(4, 0, 3, 2), 2);
        FastTextWeights weights = new FastTextWeights(
                new float[] {0, 0, 1, 2, 3, 4, 9, 9}, new float[] {1, 0, 0, 1}, new float[] {0.5f, 0});
        try (FastTextLinear student = new FastTextLinear(settings, weights)) {
            double p = 1 / (1 + Math.exp(3 - 2.5));
            Batch batch = Batch.of(List.of("a"), new int[][] {{1, 0, 2}}, new int[] {0});
            assertThat(student.learn(batch, new HardLabels(), 0.1)).isCloseTo(-Math.log(p), within(1e-6));

            float step = (float) (0.1 * (1 - p));
            assertThat(weights.bias()).containsExactly(new float[] {0.5f + step, -step}, within(1e-6f));
            assertThat(weights.output())
                    .containsExactly(new float[] {1 + 2 * step, 3 * step, -2 * step, 1 - 3 * step}, within(1e-6f));
            float half = step / 2;
            assertThat(weights.embeddings())
                    .containsExactly(new float[] {0, 0, 1 + half, 2 - half, 3 + half, 4 - half, 9, 9}, within(1e-6f));
        }
    }

    @Test
    void refusesToLoadAnotherPaddingId() {
        Path file = folder.resolve("student.zip");
        try (Student student = create(1)) {
            student.save(file);
        }
        TextTask other = new TextTask(TASK.vocabularySize(), 1, TASK.maxTokens(), TASK.classes());
        assertThatThrownBy(() -> FastTextLinear.load(file, new FastTextSettings(other, DIMENSION)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("another padding id");
    }

    @Test
    void startsAtUniformEmbeddingsAndAZeroOutput() {
        FastTextWeights weights = FastTextWeights.random(new FastTextSettings(new TextTask(2000, 7, 9, 2), 50), 1);
        double sum = 0;
        for (int i = 0; i < weights.embeddings().length; i++) {
            float value = weights.embeddings()[i];
            assertThat(value).as("weight %d", i).isGreaterThanOrEqualTo(0f).isLessThan(0.02f);
            sum += value;
        }
        assertThat(sum / weights.embeddings().length).isCloseTo(0.01, within(1e-4));
        assertThat(Arrays.copyOfRange(weights.embeddings(), 350, 400)).containsOnly(0f);
        assertThat(weights.output()).containsOnly(0f);
        assertThat(weights.bias()).containsOnly(0f);
    }

    @Test
    void readsOnlyTheRowsItIsGiven() {
        Batch batch = batch(20, 1);
        int[] rows = {3, 0, 19, 7};
        try (FastTextLinear one = FastTextLinear.create(new FastTextSettings(TASK, DIMENSION), 1);
                FastTextLinear other = FastTextLinear.create(new FastTextSettings(TASK, DIMENSION), 1)) {
            assertThat(one.learn(batch, rows, OBJECTIVE, 0.5))
                    .isEqualTo(other.learn(batch.select(rows), OBJECTIVE, 0.5));
            assertThat(parts(one)).isDeepEqualTo(parts(other));
        }
    }

    @Test
    void leavesTheEmbeddingsOfOtherTokensAlone() {
        try (FastTextLinear student = (FastTextLinear) trained(2)) {
            float[] before = student.weights().embeddings().clone();
            student.learn(Batch.of(List.of("a"), new int[][] {{4, 6}}, new int[] {1}), new HardLabels(), 0.5);
            int[] changed = IntStream.range(0, before.length)
                    .filter(i -> before[i] != student.weights().embeddings()[i])
                    .map(i -> i / DIMENSION)
                    .distinct()
                    .toArray();
            assertThat(changed).containsExactly(4, 6);
        }
    }

    @Test
    void refusesSettingsThatMakeNoClassifier() {
        assertThatThrownBy(() -> new FastTextSettings(TASK, 0)).hasMessageContaining("dimension: found 0");
        assertThatThrownBy(() -> new TextTask(30, 30, 9, 2))
                .hasMessageContaining("paddingId: found 30, expected 0 to 29");
        assertThatThrownBy(() -> new TextTask(1, 0, 9, 2)).hasMessageContaining("vocabularySize: found 1");
        assertThatThrownBy(() -> new TextTask(30, 0, 0, 2)).hasMessageContaining("maxTokens: found 0");
        assertThatThrownBy(() -> new TextTask(30, 0, 9, 1)).hasMessageContaining("classes: found 1");
    }

    @Test
    void refusesWeightsOfAnotherShape() {
        FastTextWeights weights = new FastTextWeights(new float[3], new float[15], new float[3]);
        assertThatThrownBy(() -> new FastTextLinear(new FastTextSettings(TASK, DIMENSION), weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 3 + 15 + 3 numbers");
    }

    private static float[][] parts(Student student) {
        FastTextWeights weights = ((FastTextLinear) student).weights();
        return new float[][] {weights.embeddings(), weights.output(), weights.bias()};
    }

    private static int part(float[][] parts, int index) {
        int part = 0;
        while (index >= start(parts, part + 1)) {
            part++;
        }
        return part;
    }

    private static int start(float[][] parts, int part) {
        return Arrays.stream(parts)
                .limit(part)
                .mapToInt(values -> values.length)
                .sum();
    }

    @Test
    void hasNoHiddenStatesToMatch() {
        try (Student student = create(1)) {
            assertRefusesHiddenStates(student);
        }
    }
}
