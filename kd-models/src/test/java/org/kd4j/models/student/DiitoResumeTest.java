package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.EpochResult;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingReport;

/** Trainings by interventions that are interrupted. */
class DiitoResumeTest extends AbstractDiitoTest {
    @TempDir
    Path folder;

    /** To the bit; with three batches an epoch, of four records and three. */
    @ParameterizedTest
    @CsvSource({
        "ENCODER, DRAWN, STATES, 0.1",
        "ENCODER, FIXED, STATES, 0.1",
        "ENCODER, DRAWN, TOKENS, 0.1",
        "ENCODER, FIXED, TOKENS, 0",
        "SAMEDIFF, DRAWN, STATES, 0.1",
        "SAMEDIFF, FIXED, TOKENS, 0.1"
    })
    void anInterruptedTrainingEndsAsOneThatWasNot(TransformerEngine engine, Pairs pairs, Level level, double dropout) {
        BatchOrder order = pairs == Pairs.DRAWN ? BatchOrder.shuffled(LENGTHS.length, 4, 3) : inPairs();
        Counterfactuals counterfactuals = counterfactuals(pairs, level);
        try (TransformerStudent whole = learner(engine, dropout, counterfactuals)) {
            TrainingReport expected = train(whole, order, folder.resolve("whole"), Long.MAX_VALUE);
            assertThat(expected.steps()).isEqualTo(9);
            for (long fatal : new long[] {3, 5}) {
                Path place = folder.resolve("interrupted after " + fatal);
                try (TransformerStudent first = learner(engine, dropout, counterfactuals);
                        TransformerStudent second = learner(engine, dropout, counterfactuals)) {
                    assertThatThrownBy(() -> train(first, order, place, fatal)).hasMessage("power cut");
                    enlarge(second, 77);
                    assertThat(train(second, order, place, Long.MAX_VALUE)).isEqualTo(expected);
                    assertThat(weights(second)).isEqualTo(weights(whole));
                }
            }
        }
    }

    private static TransformerStudent learner(
            TransformerEngine engine, double dropout, Counterfactuals counterfactuals) {
        return student(engine, dropout, 2, StepSettings.of(AdamW.of(0.01))).learningFrom(counterfactuals);
    }

    private TrainingReport train(TransformerStudent student, BatchOrder order, Path place, long fatal) {
        Trainer trainer =
                new Trainer(3, 0.02, new Schedule.Linear(0.2)).with(new Checkpoints(place, 1, Duration.ZERO, "a test"));
        return trainer.train(student, records, order, DIITO, new Trainer.EpochListener() {
            @Override
            public void finished(EpochResult result) {}

            @Override
            public void stepped(long steps) {
                if (steps == fatal) {
                    throw new IllegalStateException("power cut");
                }
            }
        });
    }

    private static BatchOrder inPairs() {
        int[][] pairs = {{0, 7}, {10, 3}, {9, 2}, {5, 8}, {1, 4, 6}};
        return BatchOrder.inPairs(pairs, BatchOrder.shuffled(pairs.length, 2, 3));
    }

    @Test
    void anotherSamplerOrTeacherIsAnotherTraining() {
        BatchOrder order = inPairs();
        Path place = folder.resolve("state");
        try (TransformerStudent student =
                learner(TransformerEngine.ENCODER, 0, counterfactuals(Pairs.FIXED, Level.STATES))) {
            TrainingReport report = train(student, order, place, Long.MAX_VALUE);
            for (Counterfactuals other : List.of(
                    counterfactuals(Pairs.DRAWN, Level.STATES),
                    counterfactuals(Pairs.FIXED, Level.TOKENS),
                    new Counterfactuals(
                            counterfactuals(Pairs.FIXED, Level.STATES).sampler(), withoutStates()))) {
                student.learningFrom(other);
                assertThatThrownBy(() -> train(student, order, place, Long.MAX_VALUE))
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContaining("expected the state of a training with this configuration and data");
            }
            student.learningFrom(counterfactuals(Pairs.FIXED, Level.STATES));
            assertThat(train(student, order, place, 1)).isEqualTo(report);
        }
    }
}
