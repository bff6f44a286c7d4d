package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.AnnotatorsConfig;
import org.kd4j.arbiter.config.EncoderConfig;
import org.kd4j.arbiter.config.TrainingConfig.EarlyStoppingConfig.Metric;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.objective.LabelWeights;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.EpochResult;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingReport;
import org.kd4j.data.batching.LengthBuckets;
import org.kd4j.models.annotator.AnnotatorStudent;

/**
 * Trains the model of one trial, and scores it.
 *
 * @param nanoseconds the clock that trainings are timed by
 */
record AnnotatorRunner(
        AnnotatorMaterials materials,
        AnnotatorScoring scoring,
        TrialStore store,
        Messages messages,
        LongSupplier nanoseconds) {

    /**
     * Trains a new model, from where an interruption left it, and writes it to a file.
     *
     * @param states folder of this trial's training alone
     * @return the trial, done, with its scores
     * @throws InvalidConfig if its batches are too large
     */
    TrialResult train(Trial<AnnotatorConfig> trial, Path file, Path states) {
        AnnotatorConfig config = trial.config();
        TrainingClock clock = new TrainingClock(nanoseconds);
        Batch records = records(config);
        try (AnnotatorStudent student = materials.models().create(config)) {
            EpochLog log = new EpochLog(store, trial.number());
            TrainingReport report = train(
                    trial,
                    student,
                    records,
                    states,
                    epoch -> clock.aside(() -> log.add(EpochScores.of(epoch, scoring.of(student, materials.dev())))));
            double seconds = clock.seconds();
            Scores dev = Scores.of(scoring.of(student, materials.dev()));
            Scores test = materials
                    .test()
                    .map(set -> Scores.of(scoring.of(student, set)))
                    .orElse(null);
            student.save(file);
            return new TrialResult(
                            trial.number(),
                            trial.baseline(),
                            trial.parameters(),
                            trial.seed(),
                            TrialResult.State.DONE,
                            dev,
                            test,
                            student.parameters(),
                            seconds,
                            null)
                    .withEpochs(log.first(report.epochs().size()));
        }
    }

    private TrainingReport train(
            Trial<AnnotatorConfig> trial,
            AnnotatorStudent student,
            Batch records,
            Path states,
            Consumer<EpochResult> watcher) {
        AnnotatorConfig config = trial.config();
        ToDoubleFunction<Student> onDev =
                one -> value(config.training().earlyStopping().metric(), one);
        Trainer trainer = Trainers.of(config.training(), config.annotators().toString(), states, onDev);
        return Trainers.run(
                config.training(),
                trial.number(),
                messages,
                progress ->
                        trainer.train(student, records, order(config, records), objective(config, records), epoch -> {
                            watcher.accept(epoch);
                            progress.advanced(1);
                        }));
    }

    private Batch records(AnnotatorConfig config) {
        if (!(config.annotators() instanceof AnnotatorsConfig.Majority)) {
            return materials.train().individual();
        }
        Batch majorities = materials.train().majorities(materials.mode());
        if (majorities.size() == 0) {
            throw new InvalidInput(
                    "data.ties",
                    "no item in train with a majority",
                    "at least one",
                    "Set data.ties to another policy than drop.");
        }
        return majorities;
    }

    private IndividualLabels objective(AnnotatorConfig config, Batch records) {
        AnnotatorsConfig annotators = config.annotators();
        Annotations given = records.annotations();
        int classes = materials.models().classes();
        LabelWeights weights = switch (annotators.classWeights()) {
            case NONE -> LabelWeights.none();
            case BALANCED -> LabelWeights.balanced(given, classes);
            case BALANCED_EACH ->
                LabelWeights.balancedEach(given, materials.models().known().size(), classes);
        };
        return new IndividualLabels(annotators.averaging(), weights);
    }

    private double value(Metric metric, Student student) {
        Metrics dev = scoring.of((AnnotatorStudent) student, materials.dev()).individual();
        return metric == Metric.ACCURACY ? dev.accuracy() : dev.logLoss();
    }

    /** Where the encoder reads no batches there is no padding to save. */
    private static BatchOrder order(AnnotatorConfig config, Batch records) {
        int batchSize = config.training().batchSize();
        long seed = config.training().seed();
        boolean reads = config.annotators().encoder().weights() == EncoderConfig.Weights.FINE_TUNED;
        return reads && batchSize > 1
                ? epoch -> LengthBuckets.of(records.tokens(), batchSize, seed, epoch)
                        .toArray(int[][]::new)
                : BatchOrder.shuffled(records.size(), batchSize, seed);
    }
}
