package org.kd4j.arbiter.bench;

import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.LogitRegression;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.TextTask;

/** Training steps of the linear student: batch 1, 25 tokens, embedding 50, half hard and half soft loss. */
record LinearBench(String name, int vocabulary) implements BenchCase {
    private static final int RECORDS = 20_000;
    private static final int TOKENS = 25;

    @Override
    public List<BenchResult> run(BenchSettings settings) {
        Batch records = RandomRecords.of(RECORDS, TOKENS, vocabulary, 2);
        Objective objective = new LogitRegression(0.5, 0.5, Reduction.MEAN);
        Trainer trainer = new Trainer(1, 0.01, new Schedule.Constant());
        BatchOrder order = BatchOrder.asRead(RECORDS, 1);
        try (FastTextLinear student =
                FastTextLinear.create(new FastTextSettings(new TextTask(vocabulary, 0, TOKENS, 2), 50), 1)) {
            double seconds = Stopwatch.medianSeconds(
                    settings.repeat(), () -> trainer.train(student, records, order, objective, result -> {}));
            return List.of(new Rate(name, 1, RECORDS / seconds));
        }
    }
}
