package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.arbiter.config.TrainingConfig;
import org.kd4j.arbiter.config.TrainingConfig.EarlyStoppingConfig;
import org.kd4j.arbiter.results.EpochWeights;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.evaluation.SoftLabelMetrics;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingReport;
import org.kd4j.data.batching.LengthBuckets;
import org.kd4j.models.student.TransformerStudent;

/** Trains the student of one trial, and evaluates students. */
record TrialRunner(Materials materials, Messages messages) {
    /**
     * Trains a new student, from where an interruption left it, and writes it to a file.
     *
     * @param states folder of this trial's training alone
     * @return the trial, done, with its scores on dev
     * @throws InvalidConfig if its batches are too large
     */
    TrialResult train(Trial<Config> trial, Path file, Path states) {
        Config config = trial.config();
        long start = System.nanoTime();
        try (Student student = materials.students().create(config)) {
            TrainingConfig training = config.training();
            Trainer trainer = Trainers.of(
                    training,
                    config.student().toString(),
                    states,
                    one -> value(training.earlyStopping().metric(), one));
            TrainingReport report = Trainers.run(
                    training,
                    trial.number(),
                    messages,
                    progress -> trainer.train(
                            student,
                            materials.train(),
                            order(config),
                            config.objective().toObjective(),
                            epoch -> progress.advanced(1)));
            double seconds = (System.nanoTime() - start) / 1e9;
            Scores dev = score(config, student, materials.dev());
            student.save(file);
            return new TrialResult(
                    trial.number(),
                    trial.baseline(),
                    trial.parameters(),
                    trial.seed(),
                    TrialResult.State.DONE,
                    dev,
                    null,
                    Map.of(),
                    student.parameters(),
                    seconds,
                    EpochWeights.of(report.epochs()),
                    List.of(),
                    null);
        }
    }

    private double value(EarlyStoppingConfig.Metric metric, Student student) {
        Metrics dev = Metrics.of(materials.dev().labels(), probabilities(student, materials.dev()));
        return metric == EarlyStoppingConfig.Metric.ACCURACY ? dev.accuracy() : dev.logLoss();
    }

    /** Batches of similar length save padding; a batch of one has none. */
    private BatchOrder order(Config config) {
        int batchSize = config.training().batchSize();
        long seed = config.training().seed();
        if (config.objective() instanceof DiitoConfig diito && diito.pairs() == Pairs.FIXED) {
            return FixedPairs.order(materials.train().tokens(), batchSize, seed);
        }
        if (batchSize == 1) {
            return BatchOrder.shuffled(materials.train().size(), batchSize, seed);
        }
        return epoch -> LengthBuckets.of(materials.train().tokens(), batchSize, seed, epoch)
                .toArray(int[][]::new);
    }

    /** Scores of the student in a file. */
    Scores score(Trial<Config> trial, Path file, Batch records) {
        try (Student student = materials.students().load(trial.config(), file)) {
            return score(trial.config(), student, records);
        }
    }

    private Scores score(Config config, Student student, Batch records) {
        double[][] probabilities = probabilities(student, records);
        Scores scores = scores(
                records,
                probabilities,
                Metrics.agreement(probabilities, materials.students().teacherProbabilities(records)));
        OptionalDouble interchange = interchange(config, student, records);
        return scores.withInterchange(interchange.isPresent() ? interchange.getAsDouble() : null);
    }

    private OptionalDouble interchange(Config config, Student student, Batch records) {
        Optional<Interventions> interventions =
                materials.students().transformers().interventions();
        return interventions.isPresent()
                        && student instanceof TransformerStudent network
                        && config.student() instanceof StudentConfig.Transformer shape
                ? interventions.get().accuracy(network, shape, records)
                : OptionalDouble.empty();
    }

    /** Scores of the teacher itself. */
    Scores teacher(Batch records) {
        boolean interventions =
                materials.students().transformers().interventions().isPresent();
        return scores(records, materials.students().teacherProbabilities(records), 1.0)
                .withInterchange(interventions ? 1.0 : null);
    }

    private Scores scores(Batch records, double[][] probabilities, double agreement) {
        Metrics metrics = Metrics.of(records.labels(), probabilities);
        Scores scores =
                new Scores(metrics, agreement, isScoredByGroup(records) ? groups(records, probabilities) : null);
        return records.annotations().count() == 0 ? scores : scores.withSoft(soft(records, probabilities));
    }

    private static SoftLabelMetrics soft(Batch records, double[][] probabilities) {
        double[][] shares = new double[records.size()][];
        Arrays.setAll(shares, record -> records.annotations().distribution(record, probabilities[record].length));
        return SoftLabelMetrics.of(shares, probabilities);
    }

    /** Beside evaluation sets dev and test have AUROC too, with groups or without. */
    private boolean isScoredByGroup(Batch records) {
        return !records.groups().isEmpty() || !materials.evaluations().isEmpty() && materials.positiveLabel() != null;
    }

    private GroupMetrics groups(Batch records, double[][] probabilities) {
        int positive = materials.labels().names().indexOf(materials.positiveLabel());
        return GroupMetrics.of(records.labels(), probabilities, records.groups(), positive);
    }

    private static double[][] probabilities(Student student, Batch records) {
        float[][] logits = student.logits(records.tokens());
        for (float[] row : logits) {
            for (float logit : row) {
                if (!Float.isFinite(logit)) {
                    throw new ArithmeticException("the trained student answers " + logit
                            + "; a smaller training.optimizer.learningRate usually helps");
                }
            }
        }
        return Probabilities.softmax(logits);
    }
}
