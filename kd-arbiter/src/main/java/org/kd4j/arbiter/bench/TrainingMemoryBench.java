package org.kd4j.arbiter.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.EarlyStopping;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.Validation;
import org.kd4j.data.batching.LengthBuckets;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.KimCnn;
import org.kd4j.models.student.KimCnnSettings;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/**
 * Whether a long training needs more and more memory: 2,000 steps of a small student of each kind, batch 16, on texts of 1 to
 * 64 tokens in batches of similar length, with an evaluation after every 100 steps, behind 500 steps that are not counted.
 */
record TrainingMemoryBench(String name) implements BenchCase {
    private static final int BATCH = 16;
    private static final int LONGEST = 64;
    private static final int STEPS_AN_EPOCH = 100;
    /** In which every length comes up, and the just-in-time compiler does most of its work. */
    private static final int WARM_UPS = 5;

    private static final int EPOCHS = 20;
    private static final double RATE = 1e-3;
    private static final TextTask TASK = new TextTask(1_000, 0, LONGEST, 2);
    private static final StepSettings STEPS =
            StepSettings.of(AdamW.of(0.01)).withClipNorm(1).withRules(PartRule::sparse);

    @Override
    public List<BenchResult> run(BenchSettings settings) {
        return List.of(
                slope("transformer encoder", transformer(TransformerEngine.ENCODER)),
                slope("transformer samediff", transformer(TransformerEngine.SAMEDIFF)),
                slope("kim-cnn", KimCnn.create(KimCnnSettings.of(TASK), 1)),
                slope("fasttext-linear", FastTextLinear.create(new FastTextSettings(TASK, 50), 1)));
    }

    private static Student transformer(TransformerEngine engine) {
        return TransformerStudent.create(TransformerSettings.of(TASK, 2, 32, 2, 64), STEPS, 1, engine);
    }

    private BenchResult slope(String kind, Student made) {
        Batch train = records(STEPS_AN_EPOCH * BATCH);
        Batch dev = records(4 * BATCH);
        List<MemoryUse> samples = new ArrayList<>();
        Trainer trainer = new Trainer(WARM_UPS + EPOCHS, RATE, new Schedule.Linear(0.1))
                .with(Validation.eachEpoch(student -> accuracy(student, dev), EarlyStopping.never()));
        try (Student student = made) {
            trainer.train(
                    student,
                    train,
                    epoch -> LengthBuckets.of(train.tokens(), BATCH, 1, epoch).toArray(int[][]::new),
                    Hinton.of(2, 0.9),
                    epoch -> samples.add(MemoryUse.now()));
        }
        return MemorySlope.of(
                name, "kd4j " + kind, EPOCHS * STEPS_AN_EPOCH, samples.subList(WARM_UPS - 1, samples.size()));
    }

    private static Batch records(int count) {
        SplittableRandom random = Seeds.stream(0, "bench lengths", count);
        int[][] rows = new int[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = random.ints(1 + random.nextInt(LONGEST), 1, TASK.vocabularySize())
                    .toArray();
        }
        return RandomRecords.of(rows, TASK.classes());
    }

    private static double accuracy(Student student, Batch records) {
        return Metrics.of(records.labels(), Probabilities.softmax(student.logits(records.tokens())))
                .accuracy();
    }
}
