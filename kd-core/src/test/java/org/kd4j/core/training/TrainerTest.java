package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;

class TrainerTest {
    private final Recorder student = new Recorder();
    private final List<Double> epochLosses = new ArrayList<>();

    @Test
    void givesEveryRecordOncePerEpochInANewOrder() {
        new Trainer(2, 1.0, new Schedule.Constant())
                .train(student, records(10), BatchOrder.shuffled(10, 4, 1), new HardLabels(), this::note);

        assertThat(student.batches).extracting(List::size).containsExactly(4, 4, 2, 4, 4, 2);
        List<String> first =
                student.batches.subList(0, 3).stream().flatMap(List::stream).toList();
        List<String> second =
                student.batches.subList(3, 6).stream().flatMap(List::stream).toList();
        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(second)
                .doesNotHaveDuplicates()
                .isNotEqualTo(second);
    }

    @Test
    void weighsTheEpochLossByBatchSize() {
        student.losses = new double[] {1.0, 4.0};
        new Trainer(1, 1.0, new Schedule.Constant())
                .train(student, records(4), epoch -> new int[][] {{0, 1, 2}, {3}}, new HardLabels(), this::note);

        assertThat(epochLosses).containsExactly(1.75);
    }

    @Test
    void scalesTheRateByTheSchedule() {
        new Trainer(2, 0.5, new Schedule.Halving())
                .train(student, records(2), epoch -> new int[][] {{0}, {1}}, new HardLabels(), this::note);

        assertThat(student.rates).containsExactly(0.5, 0.5, 0.25, 0.25);
    }

    @Test
    void stopsWhenTheLossIsNoNumber() {
        student.losses = new double[] {1.0, Double.NaN};

        assertThatThrownBy(() -> new Trainer(1, 0.1, new Schedule.Constant())
                        .train(student, records(2), epoch -> new int[][] {{0}, {1}}, new HardLabels(), this::note))
                .isInstanceOf(TrainingDiverged.class)
                .hasMessageContaining("NaN in epoch 1, step 2, at learning rate 0.1");
    }

    @Test
    void refusesASoftObjectiveWithoutTeacher() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trainer(1, 0.1, new Schedule.Constant())
                        .train(student, records(2), BatchOrder.shuffled(2, 1, 1), Hinton.of(2, 0.9), this::note))
                .withMessageContaining("teacher");
    }

    private void note(int epoch, double loss) {
        epochLosses.add(loss);
    }

    private static Batch records(int n) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            ids.add("r" + i);
        }
        return new Batch(ids, new int[n][0], new int[n], null);
    }

    /** Learns nothing and writes down what it was given. */
    private static final class Recorder implements Student {
        final List<List<String>> batches = new ArrayList<>();
        final List<Double> rates = new ArrayList<>();
        double[] losses = {};

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public long parameters() {
            return 0;
        }

        @Override
        public float[][] logits(int[][] tokens) {
            return Arrays.stream(tokens).map(row -> new float[2]).toArray(float[][]::new);
        }

        @Override
        public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
            batches.add(records.select(rows).ids());
            rates.add(learningRate);
            return batches.size() <= losses.length ? losses[batches.size() - 1] : 0.0;
        }

        @Override
        public void save(Path file) {
            throw new IllegalStateException("nothing to save");
        }

        @Override
        public void close() {}
    }
}
