package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.kd4j.core.training.Schedule;

/**
 * How the student is trained.
 *
 * @param epochs passes over the training records
 * @param batchSize records a step
 * @param seed every random draw comes from a stream derived from it
 */
public record TrainingConfig(int epochs, int batchSize, OptimizerConfig optimizer, ScheduleConfig schedule, long seed) {

    public TrainingConfig {
        Check.atLeast("epochs", epochs, 1);
        Check.atLeast("batchSize", batchSize, 1);
        Check.present("optimizer", optimizer);
        Check.present("schedule", schedule);
    }

    /** @param learningRate > 0, before the schedule */
    public record OptimizerConfig(Kind kind, double learningRate) {
        /** Adam for the convolutional student, plain gradient descent for the linear one. */
        public enum Kind {
            ADAM,
            SGD
        }

        public OptimizerConfig {
            Check.present("kind", kind);
            Check.positive("learningRate", learningRate);
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

    public record Constant() implements ScheduleConfig {
        @Override
        public Schedule toSchedule() {
            return new Schedule.Constant();
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
