package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;

/** The students lose, step by step, what PyTorch's lost from the same weights on the same batches. */
class TrajectoryGoldenTest {

    @Test
    void fastTextLinearFollowsPyTorch() {
        Trajectory trajectory = Trajectory.read("fasttext-hinton-sgd");
        try (Student student = fastText(trajectory)) {
            follow(trajectory, student, epoch -> 0.5 / (1 << epoch));
        }
    }

    private static Student fastText(Trajectory t) {
        int[] embedding = t.shape("embedding.weight");
        int classes = t.shape("out.weight")[0];
        TextTask task = new TextTask(embedding[0], 0, t.paddedLength(), classes);
        FastTextWeights weights =
                new FastTextWeights(t.weight("embedding.weight"), t.weight("out.weight"), t.weight("out.bias"));
        return new FastTextLinear(new FastTextSettings(task, embedding[1]), weights);
    }

    private static void follow(Trajectory trajectory, Student student, IntToDoubleFunction learningRate) {
        Batch records = trajectory.records();
        List<Double> losses = trajectory.losses();
        List<List<int[]>> epochs = trajectory.epochs();
        int step = 0;
        for (int epoch = 0; epoch < epochs.size(); epoch++) {
            for (int[] rows : epochs.get(epoch)) {
                double expected = losses.get(step);
                double loss =
                        student.learn(records.select(rows), trajectory.objective(), learningRate.applyAsDouble(epoch));
                assertThat(loss)
                        .as("loss of step %d", step)
                        .isCloseTo(expected, within((step < 3 ? 1e-5 : 1e-3) * Math.abs(expected)));
                step++;
            }
        }
        assertThat(step).isEqualTo(losses.size());
        assertRowsClose(student.logits(records.tokens()), trajectory.finalLogits(), 2e-3f);
    }

    private static void assertRowsClose(float[][] found, float[][] expected, float tolerance) {
        assertThat(found).hasDimensions(expected.length, expected[0].length);
        for (int row = 0; row < expected.length; row++) {
            assertThat(found[row])
                    .as("final logits of record %d", row)
                    .containsExactly(expected[row], within(tolerance));
        }
    }
}
