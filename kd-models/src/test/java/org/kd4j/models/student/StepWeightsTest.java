package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.EarlyReadoutWeighting.OnePlusMarginPowerIfWrongElseZero;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.ReadoutSchedule;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingReport;
import org.kd4j.core.training.WeightHistogram;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/** What a student says of the weights of its last step, and what a training counts of it. */
class StepWeightsTest {
    private static final int RECORDS = 8;
    private static final Hinton LOGITS = new Hinton(2, 0.5, 0.4, Reduction.BATCHMEAN);

    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void areThoseOfTheRowsWhateverTheAccumulation(TransformerEngine engine) {
        int[] rows = {6, 1, 3, 0, 7};
        for (int accumulation : new int[] {1, 3}) {
            try (TransformerStudent student = student(engine, accumulation)) {
                double[] all = student.weights(batch(), objective(ReadoutSchedule.everyStep()));
                student.learn(batch(), rows, objective(ReadoutSchedule.everyStep()), 0.1, new double[3]);
                double[] expected =
                        IntStream.of(rows).mapToDouble(row -> all[row]).toArray();
                assertThat(student.stepWeights()).hasSize(5);
                for (int i = 0; i < rows.length; i++) {
                    assertThat(student.stepWeights()[i]).isCloseTo(expected[i], within(1e-5));
                }
                student.learn(batch(), rows, LOGITS, 0.1, new double[2]);
                assertThat(student.stepWeights()).isEmpty();
            }
        }
    }

    /** At the rate 1e-9 nothing moves: every epoch but the first has the weights that the new student gives. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void areCountedInEachEpoch(TransformerEngine engine) {
        Dedier objective = objective(new ReadoutSchedule(1, 0));
        try (TransformerStudent student = student(engine, 2)) {
            double[] weights = student.weights(batch(), objective);
            TrainingReport report = new Trainer(3, 1e-9, new Schedule.Constant())
                    .train(student, batch(), BatchOrder.shuffled(RECORDS, 3, 1), objective, result -> {});
            long right =
                    IntStream.range(0, RECORDS).filter(row -> weights[row] == 0).count();
            assertThat(right).isBetween(1L, RECORDS - 1L);
            int one = WeightHistogram.BINS.indexOf("1");
            assertThat(report.epochs().get(0).weights().counts().get(one)).isEqualTo(RECORDS);
            for (int epoch : new int[] {1, 2}) {
                List<Long> counts = report.epochs().get(epoch).weights().counts();
                assertThat(counts.get(0)).isEqualTo(right);
                // All others are 1 + margin³, from 1 to 2.
                assertThat(counts.subList(one, one + 5).stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(RECORDS - right);
            }
        }
    }

    private static Dedier objective(ReadoutSchedule schedule) {
        return new Dedier(LOGITS, new OnePlusMarginPowerIfWrongElseZero(3), WeightedTerms.SOFT, 1, 1, schedule);
    }

    private static TransformerStudent student(TransformerEngine engine, int accumulation) {
        EmbeddingShape embeddings = new EmbeddingShape(30, 12, new PositionRule.FromStart(), 2, 12, false);
        EncoderShape encoder = new EncoderShape(embeddings, 12, 3, 20, 2, false, Activation.GELU, 1e-12f);
        TransformerSettings settings =
                new TransformerSettings(new TextTask(30, 1, 12, 2), encoder, Pooling.CLS, HeadKind.LINEAR, 0);
        StepSettings steps = StepSettings.of(new Sgd()).withAccumulation(accumulation);
        return TransformerStudent.create(settings.withEarlyReadout(Pooling.CLS), steps, 5, engine);
    }

    /** Every other label is 1, so that no readout can be right or wrong everywhere. */
    private static Batch batch() {
        SplittableRandom random = new SplittableRandom(4);
        int[][] tokens = new int[RECORDS][];
        float[][] teacher = new float[RECORDS][2];
        int[] labels = new int[RECORDS];
        for (int record = 0; record < RECORDS; record++) {
            tokens[record] = random.ints(3 + record / 2, 2, 30).toArray();
            teacher[record][0] = (float) random.nextDouble(-2, 2);
            labels[record] = record % 2;
        }
        return Batch.of(Collections.nCopies(RECORDS, "text"), tokens, labels).withTeacher(teacher);
    }
}
