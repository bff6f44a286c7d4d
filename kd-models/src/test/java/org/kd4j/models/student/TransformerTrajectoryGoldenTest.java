package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;

/** The training loop follows PyTorch's training of a DistilBERT, whatever runs the model. */
class TransformerTrajectoryGoldenTest {

    @ParameterizedTest
    @CsvSource({"SAMEDIFF,1", "SAMEDIFF,4", "ENCODER,1", "ENCODER,4"})
    void distilBertFollowsPyTorch(TransformerEngine engine, int accumulation) {
        Trajectory trajectory = Trajectory.read("distilbert-hinton-adamw");
        JsonNode h = trajectory.hyperparameters();
        Adam adam = new Adam(
                h.get("beta1").asDouble(),
                h.get("beta2").asDouble(),
                h.get("epsilon").asDouble());
        StepSettings settings = StepSettings.of(
                        new AdamW(adam, h.get("weight_decay").asDouble()))
                .withClipNorm(h.get("clip_norm").asDouble())
                .withAccumulation(accumulation);
        List<List<int[]>> epochs = trajectory.epochs();
        BatchOrder order = epoch -> epochs.get(epoch).toArray(int[][]::new);
        Batch records = trajectory.records();
        try (LossRecorder student = LossRecorder.of(DistilBertStudent.student(trajectory, settings, engine))) {
            new Trainer(epochs.size(), h.get("learning_rate").asDouble(), new Schedule.Linear(0.1))
                    .train(student, records, order, trajectory.objective(), result -> {});
            assertLosses(student.losses(), trajectory.losses());
            float[][] logits = student.logits(records.tokens());
            for (int row = 0; row < records.size(); row++) {
                assertThat(logits[row])
                        .as("final logits of record %d", row)
                        .containsExactly(trajectory.finalLogits()[row], within(2e-3f));
            }
        }
    }

    private static void assertLosses(List<Double> losses, List<Double> expected) {
        assertThat(losses).hasSameSizeAs(expected);
        for (int step = 0; step < losses.size(); step++) {
            double tolerance = (step < 3 ? 1e-5 : 1e-3) * Math.abs(expected.get(step));
            assertThat(losses.get(step)).as("loss of step %d", step).isCloseTo(expected.get(step), within(tolerance));
        }
    }
}
