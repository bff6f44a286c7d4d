package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.EarlyStopping;
import org.kd4j.core.training.EarlyStopping.Direction;
import org.kd4j.core.training.Optimizer;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.student.TransformerPart;

/**
 * How the student is trained.
 *
 * @param epochs passes over the training records
 * @param batchSize records a step of the optimizer
 * @param accumulation pieces into which a batch is divided, one after the other, to need less memory; the step is the
 *     same
 * @param clipNorm a longer gradient is scaled down to this length, > 0; null: none is
 * @param embeddings which rows of a transformer's table of words a step moves
 * @param freeze parts of a transformer that keep their weights, by the names of {@link TransformerPart}
 * @param layerDecay factor on a transformer's rate for each layer on the way down from its head, 0 < factor ≤ 1
 * @param seed every random draw comes from a stream derived from it
 */
public record TrainingConfig(
        int epochs,
        int batchSize,
        int accumulation,
        Double clipNorm,
        Embeddings embeddings,
        List<String> freeze,
        double layerDecay,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        EarlyStoppingConfig earlyStopping,
        CheckpointConfig checkpoint,
        long seed) {

    public TrainingConfig {
        Check.atLeast("epochs", epochs, 1);
        Check.atLeast("batchSize", batchSize, 1);
        Check.atLeast("accumulation", accumulation, 1);
        if (clipNorm != null) {
            Check.positive("clipNorm", clipNorm);
        }
        Check.present("embeddings", embeddings);
        freeze = freeze == null ? List.of() : List.copyOf(freeze);
        Check.parts("freeze", freeze);
        Check.decay("layerDecay", layerDecay);
        Check.present("optimizer", optimizer);
        Check.present("schedule", schedule);
        Check.present("earlyStopping", earlyStopping);
        Check.present("checkpoint", checkpoint);
    }

    public PartRates toPartRates() {
        return new PartRates(freeze.stream().map(TransformerPart::parse).toList(), layerDecay);
    }

    /** Which rows of a transformer's table of words a step moves. */
    public enum Embeddings {
        /** Those of the batch. */
        SPARSE,
        /** All, with their decay and the optimizer's means, as PyTorch does. */
        DENSE
    }

    /**
     * When the state of a trial is kept, from which {@code --resume} continues it, and that of a teacher that is
     * fine-tuned.
     *
     * @param steps after so many steps, besides the ends of epochs, ≥ 1; null: never, and an interrupted trial starts again
     * @param seconds but not where the last state, or the start, is younger than this, 0 to 1e9
     */
    public record CheckpointConfig(Integer steps, double seconds) {
        /** Three decades; ten times as many no longer fit into nanoseconds. */
        private static final long MOST_SECONDS = 1_000_000_000;

        public CheckpointConfig {
            if (steps != null) {
                Check.atLeast("steps", steps, 1);
            }
            if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
                throw new InvalidValue("seconds", seconds, "a number from 0 to " + MOST_SECONDS);
            }
        }

        /**
         * @param folder of the training
         * @param configuration whatever else its result depends on
         * @return empty where no state is kept
         */
        public Optional<Checkpoints> toCheckpoints(Path folder, String configuration) {
            Duration apart = Duration.ofMillis((long) (1000 * seconds));
            return Optional.ofNullable(steps).map(every -> new Checkpoints(folder, every, apart, configuration));
        }
    }

    /**
     * When a training that no longer gets better on dev ends, and which of its students it leaves.
     *
     * @param patience evaluations in a row without a better one, ≥ 1; null: there are none, and the last student stays
     * @param minDelta by how much a better one is better, ≥ 0
     * @param metric what is better
     * @param everySteps steps between evaluations, ≥ 1; null: one after each epoch
     */
    public record EarlyStoppingConfig(Integer patience, double minDelta, Metric metric, Integer everySteps) {
        /** Of the student on dev: larger accuracies are better, smaller losses. */
        public enum Metric {
            ACCURACY,
            LOSS
        }

        public EarlyStoppingConfig {
            if (patience != null) {
                Check.atLeast("patience", patience, 1);
            }
            if (everySteps != null) {
                Check.atLeast("everySteps", everySteps, 1);
            }
            Check.weight("minDelta", minDelta);
            Check.present("metric", metric);
        }

        /** Empty where nothing is evaluated on the way. */
        public Optional<EarlyStopping> toEarlyStopping() {
            Direction direction = metric == Metric.ACCURACY ? Direction.LARGER : Direction.SMALLER;
            return Optional.ofNullable(patience).map(most -> new EarlyStopping(most, minDelta, direction));
        }
    }

    /**
     * @param learningRate > 0, before the schedule
     * @param weightDecay of AdamW, ≥ 0; biases and normalisations do not decay
     */
    public record OptimizerConfig(Kind kind, double learningRate, double weightDecay) {
        /** Adam for the convolutional student, plain gradient descent for the linear one. */
        public enum Kind {
            ADAM,
            ADAMW,
            SGD
        }

        public OptimizerConfig {
            Check.present("kind", kind);
            Check.positive("learningRate", learningRate);
            Check.weight("weightDecay", weightDecay);
            if (weightDecay > 0 && kind != Kind.ADAMW) {
                throw new InvalidValue("weightDecay", weightDecay, "0, or optimizer.kind adamw, which has it");
            }
        }

        public Optimizer toOptimizer() {
            return switch (kind) {
                case ADAM -> Adam.standard();
                case ADAMW -> AdamW.of(weightDecay);
                case SGD -> new Sgd();
            };
        }
    }

    /** How the learning rate moves. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Constant.class, name = "constant"),
        @JsonSubTypes.Type(value = Halving.class, name = "halving"),
        @JsonSubTypes.Type(value = Linear.class, name = "linear"),
        @JsonSubTypes.Type(value = Cosine.class, name = "cosine")
    })
    public sealed interface ScheduleConfig {
        Schedule toSchedule();
    }

    /** @param warmup share of all steps, 0 … 1 */
    public record Constant(double warmup) implements ScheduleConfig {
        public Constant {
            Check.share("warmup", warmup);
        }

        @Override
        public Schedule toSchedule() {
            return new Schedule.Constant(warmup);
        }
    }

    public record Halving() implements ScheduleConfig {
        @Override
        public Schedule toSchedule() {
            return new Schedule.Halving();
        }
    }

    /** @param warmup share of all steps, 0 … 1 */
    public record Linear(double warmup) implements ScheduleConfig {
        public Linear {
            Check.share("warmup", warmup);
        }

        @Override
        public Schedule toSchedule() {
            return new Schedule.Linear(warmup);
        }
    }

    /** @param warmup share of all steps, 0 … 1 */
    public record Cosine(double warmup) implements ScheduleConfig {
        public Cosine {
            Check.share("warmup", warmup);
        }

        @Override
        public Schedule toSchedule() {
            return new Schedule.Cosine(warmup);
        }
    }
}
