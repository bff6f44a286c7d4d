package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.Pooling;

class EarlyReadoutPoolingTest {
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());
    private static final double SCALE = 3;
    private static final Batch RECORDS = EarlyReadoutStudent.records(6);

    /** Of a block, and of the last, of which the student itself reads the first token alone. */
    @ParameterizedTest
    @CsvSource({"ENCODER, 1", "ENCODER, 2", "SAMEDIFF, 1", "SAMEDIFF, 2"})
    void readsTheMeanOfARecordsTokens(TransformerEngine engine, int block) {
        TransformerSettings settings = EarlyReadoutStudent.settings();
        Dedier objective = new Dedier(
                new Hinton(2, 0.5, 0.4, Reduction.BATCHMEAN),
                new ExpScaledMarginIfWrongElseOne(SCALE),
                WeightedTerms.SOFT,
                0.7,
                block);
        try (TransformerStudent student =
                EarlyReadoutStudent.create(settings.withEarlyReadout(Pooling.MEAN), engine, PLAIN)) {
            double[] expected =
                    EarlyReadoutStudent.weights(student, RECORDS, means(student, lowest(settings, block)), SCALE);
            assertThat(Arrays.stream(expected).max().orElseThrow()).isGreaterThan(1.01);
            assertThat(expected).contains(1);
            assertThat(student.weights(RECORDS, objective)).containsExactly(expected, within(1e-5));
            student.learn(RECORDS, objective, 0.1);
            assertThat(student.stepWeights()).containsExactly(expected, within(1e-5));
        }
    }

    /** As a student of so many blocks, which pools by the mean. */
    private static TransformerSettings lowest(TransformerSettings settings, int blocks) {
        EncoderShape all = settings.encoder();
        EncoderShape shape = new EncoderShape(
                all.embeddings(),
                all.hidden(),
                all.heads(),
                all.intermediate(),
                blocks,
                false,
                all.activation(),
                all.epsilon());
        return new TransformerSettings(settings.task(), shape, Pooling.MEAN, settings.head(), 0);
    }

    /** Means of the states that a student with the other's weights ends with, record by record. */
    private static float[][] means(TransformerStudent student, TransformerSettings lowest) {
        float[][] means = new float[RECORDS.size()][];
        try (TransformerStudent shorter = TransformerStudent.create(lowest, PLAIN, 1)) {
            for (ParameterPart part : shorter.parts()) {
                shorter.setPart(part.name(), student.part(part.name()));
            }
            for (int record = 0; record < means.length; record++) {
                means[record] = shorter.pooled(new int[][] {RECORDS.tokens()[record]});
            }
        }
        return means;
    }
}
