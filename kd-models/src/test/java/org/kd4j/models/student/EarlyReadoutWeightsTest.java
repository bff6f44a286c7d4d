package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;

/** Weights of records by an early readout, against the hand-written head of {@link EarlyReadoutStudent}. */
class EarlyReadoutWeightsTest {
    private static final double SCALE = 3;
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());

    /** More records than are read at a time, among them one without tokens on either side of the border. */
    private static final Batch RECORDS = withoutTokens(EarlyReadoutStudent.records(131), 127, 129);

    @ParameterizedTest
    @CsvSource({"ENCODER, 1, 0", "ENCODER, 2, 0.4", "SAMEDIFF, 1, 0.4", "SAMEDIFF, 2, 0"})
    void equalTheHandComputation(TransformerEngine engine, int block, double dropout) {
        try (TransformerStudent student = student(engine, dropout)) {
            double[] expected = EarlyReadoutStudent.weights(student, RECORDS, block, SCALE);
            double[] found = student.weights(RECORDS, objective(block));
            assertThat(Arrays.stream(expected).filter(weight -> weight > 1.1).count())
                    .isBetween(30L, 110L);
            assertAlike(found, expected);
            assertThat(student.weights(RECORDS, objective(block))).isEqualTo(found);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void belongToTheRecordWhereverItStands(TransformerEngine engine) {
        int[] order = permutation();
        try (TransformerStudent student = student(engine, 0.3)) {
            double[] expected = student.weights(RECORDS, objective(1));
            Batch permuted = RECORDS.select(order);
            double[] found = student.weights(permuted, objective(1));
            double[] byId = new double[found.length];
            for (int row = 0; row < found.length; row++) {
                byId[RECORDS.ids().indexOf(permuted.ids().get(row))] = found[row];
            }
            assertAlike(byId, expected);
        }
    }

    private static int[] permutation() {
        int[] order = IntStream.range(0, RECORDS.size()).toArray();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    /** The soft term of a step is Σ w · soft with the weights of before the step, into whatever pieces it is cut. */
    @ParameterizedTest
    @CsvSource({"ENCODER, 1", "ENCODER, 2", "ENCODER, 5", "ENCODER, 7", "SAMEDIFF, 1", "SAMEDIFF, 3"})
    void areTheSameInAStepOfPieces(TransformerEngine engine, int pieces) {
        Batch batch = EarlyReadoutStudent.records(7);
        Hinton soft = new Hinton(2, 0, 0.4, Reduction.BATCHMEAN);
        try (TransformerStudent student = EarlyReadoutStudent.create(engine, PLAIN.withAccumulation(pieces))) {
            for (int step = 0; step < 3; step++) {
                double[] weights = EarlyReadoutStudent.weights(student, batch, 1, SCALE);
                float[][] logits = student.logits(batch.tokens());
                double expected = 0;
                for (int record = 0; record < weights.length; record++) {
                    expected += weights[record]
                            * soft.loss(
                                    doubles(logits[record]), doubles(batch.teacherLogits()[record]), 0, new double[3]);
                }
                double[] terms = new double[3];
                int[] rows = IntStream.range(0, batch.size()).toArray();
                student.learn(batch, rows, objective(1), 0.3, terms);
                assertThat(terms[1]).as("step %d", step).isCloseTo(expected, within(2e-5 * expected));
            }
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Test
    void areRefusedToAnyRecordThatCannotBeRead() {
        Batch batch = EarlyReadoutStudent.records(3);
        try (TransformerStudent student = student(TransformerEngine.ENCODER, 0)) {
            Batch mislabelled =
                    Batch.of(batch.ids(), batch.tokens(), new int[] {0, 1, 3}).withTeacher(batch.teacherLogits());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> student.weights(mislabelled, objective(1)))
                    .withMessageContaining("label: found 3");
            Batch unreadable = Batch.of(batch.ids(), new int[][] {{2}, {3}, {30}}, batch.labels())
                    .withTeacher(batch.teacherLogits());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> student.weights(unreadable, objective(1)))
                    .withMessageContaining("30");
        }
    }

    private static TransformerStudent student(TransformerEngine engine, double dropout) {
        return EarlyReadoutStudent.create(EarlyReadoutStudent.settings().withDropout(dropout), engine, PLAIN);
    }

    private static Dedier objective(int block) {
        Hinton logits = new Hinton(2, 0.5, 0.4, Reduction.BATCHMEAN);
        return new Dedier(logits, new ExpScaledMarginIfWrongElseOne(SCALE), WeightedTerms.SOFT, 0.7, block);
    }

    private static Batch withoutTokens(Batch batch, int... rows) {
        int[][] tokens = batch.tokens().clone();
        for (int row : rows) {
            tokens[row] = new int[0];
        }
        return Batch.of(batch.ids(), tokens, batch.labels()).withTeacher(batch.teacherLogits());
    }

    private static void assertAlike(double[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int record = 0; record < found.length; record++) {
            assertThat(found[record])
                    .as("record %d", record)
                    .isCloseTo(expected[record], within(1e-5 * expected[record]));
        }
    }
}
