package org.kd4j.arbiter.bench;

import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.LogitRegression;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Reduction;
import org.kd4j.models.student.KimCnn;
import org.kd4j.models.student.KimCnnSettings;
import org.kd4j.models.student.TextTask;

/** Training steps and inference of the convolutional student: batch 32 x 128 tokens, embedding 50, Adam, 5 classes. */
record KimCnnBench(String name, int vocabulary) implements BenchCase {
    private static final int RECORDS = 32;
    private static final int TOKENS = 128;
    private static final int CLASSES = 5;
    private static final int STEPS = 20;

    @Override
    public List<BenchResult> run(BenchSettings settings) {
        Batch batch = RandomRecords.of(RECORDS, TOKENS, vocabulary, CLASSES);
        Objective objective = new LogitRegression(0.3, 0.7, Reduction.MEAN);
        KimCnnSettings shape = KimCnnSettings.of(new TextTask(vocabulary, 0, TOKENS, CLASSES));
        try (KimCnn student = KimCnn.create(shape, 1)) {
            double step =
                    Stopwatch.medianSeconds(STEPS * settings.repeat(), () -> student.learn(batch, objective, 1e-3));
            double inference = Stopwatch.medianSeconds(STEPS * settings.repeat(), () -> student.logits(batch.tokens()));
            int threads = Threads.ofNatives();
            return List.of(
                    new Rate(name, threads, RECORDS / step),
                    new Rate(name + "-inference", threads, RECORDS / inference));
        }
    }
}
