package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;

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
                .hasMessageContaining("the loss became NaN (hard 0.000) in epoch 1, step 2, at learning rate 0.1");
    }

    @Test
    void saysWhichTermIsNoNumber() {
        Batch records = BagStudent.records(4, 1);
        records.teacherLogits()[2][1] = Float.POSITIVE_INFINITY;
        try (BagStudent bag = new BagStudent(StepSettings.of(new Sgd()), 0, 1)) {
            assertThatThrownBy(() -> new Trainer(1, 0.1, new Schedule.Constant())
                            .train(bag, records, BatchOrder.asRead(4, 2), Hinton.of(2, 0.9), this::note))
                    .isInstanceOf(TrainingDiverged.class)
                    .hasMessageMatching(
                            "the soft term of the loss became NaN \\(hard 0\\.\\d+, soft NaN\\) in epoch 1, step 2, at .*");
        }
    }

    @Test
    void saysWhoseGradientIsNoNumber() {
        Batch records = BagStudent.records(4, 1);
        try (BagStudent bag = new BagStudent(StepSettings.of(new Sgd()), 0, 1)) {
            bag.weights[BagStudent.VOCABULARY * BagStudent.WIDTH - 1] = 1e20f;
            records.tokens()[0] = new int[] {BagStudent.VOCABULARY - 1};
            assertThatThrownBy(() -> new Trainer(1, 0.1, new Schedule.Constant())
                            .train(bag, records, BatchOrder.asRead(4, 2), Hinton.of(2, 0.9), this::note))
                    .isInstanceOf(TrainingDiverged.class)
                    .hasMessageStartingWith("the gradient of matrix has the norm Infinity in epoch 1, step 1, at");
        }
    }

    @Test
    void reportsTheMeanOfEachTerm() {
        Batch records = BagStudent.records(5, 1);
        try (BagStudent bag = new BagStudent(StepSettings.of(new Sgd()), 0, 1)) {
            double[] terms = new double[2];
            float[][] logits = bag.logits(records.tokens());
            for (int row = 0; row < 5; row++) {
                Hinton.of(2, 0.9)
                        .loss(
                                doubles(logits[row]),
                                doubles(records.teacherLogits()[row]),
                                records.labels()[row],
                                new double[3],
                                terms);
            }
            TrainingReport report = new Trainer(1, 1e-12, new Schedule.Constant())
                    .train(bag, records, BatchOrder.asRead(5, 2), Hinton.of(2, 0.9), this::note);
            EpochResult epoch = report.epochs().get(0);
            assertThat(epoch.terms().get("hard")).isCloseTo(terms[0] / 5, within(1e-6));
            assertThat(epoch.terms().get("soft")).isCloseTo(terms[1] / 5, within(1e-6));
            assertThat(epoch.loss()).isCloseTo((terms[0] + terms[1]) / 5, within(1e-6));
            assertThat(report.steps()).isEqualTo(3);
        }
    }

    @Test
    void endsForWantOfImprovementAndLeavesTheBestStudent() {
        double[] metrics = {0.5, 0.7, 0.70005, Double.NaN, 0.6};
        List<float[]> weights = new ArrayList<>();
        EarlyStopping stopping = new EarlyStopping(3, 1e-3, EarlyStopping.Direction.LARGER);
        try (BagStudent bag = new BagStudent(StepSettings.of(Adam.standard()), 0.2, 1)) {
            TrainingReport report = new Trainer(9, 0.1, new Schedule.Constant())
                    .with(Validation.eachEpoch(
                            one -> {
                                weights.add(bag.weights.clone());
                                return metrics[weights.size() - 1];
                            },
                            stopping))
                    .train(bag, BagStudent.records(4, 1), BatchOrder.asRead(4, 2), Hinton.of(2, 0.9), this::note);
            assertThat(report.epochs()).hasSize(5);
            assertThat(report.stoppedEarly()).isTrue();
            assertThat(report.bestStep()).isEqualTo(4);
            assertThat(report.bestMetric()).hasValue(0.7);
            assertThat(report.epochs().get(4).metric()).hasValue(0.6);
            assertThat(bag.weights).isEqualTo(weights.get(1)).isNotEqualTo(weights.get(4));
        }
    }

    @Test
    void evaluatesEverySoManySteps() {
        List<Integer> steps = new ArrayList<>();
        new Trainer(2, 1.0, new Schedule.Constant())
                .with(new Validation(
                        one -> {
                            steps.add(student.batches.size());
                            return -steps.size();
                        },
                        4,
                        new EarlyStopping(3, 0, EarlyStopping.Direction.SMALLER)))
                .train(student, records(10), BatchOrder.asRead(10, 1), new HardLabels(), this::note);

        assertThat(steps).containsExactly(4, 8, 12, 16, 20);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    @Test
    void refusesASoftObjectiveWithoutTeacher() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trainer(1, 0.1, new Schedule.Constant())
                        .train(student, records(2), BatchOrder.shuffled(2, 1, 1), Hinton.of(2, 0.9), this::note))
                .withMessageContaining("teacher");
    }

    private void note(EpochResult result) {
        epochLosses.add(result.loss());
    }

    private static Batch records(int n) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            ids.add("r" + i);
        }
        return Batch.of(ids, new int[n][0], new int[n]);
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
        public void writeState(StateWriter out) {}

        @Override
        public void readState(StateReader in) {}

        @Override
        public void close() {}
    }
}
