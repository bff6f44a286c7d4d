package org.kd4j.core.training;

/**
 * How the learning rate moves over a training; {@link #factor} multiplies the configured rate. Steps are the optimizer's:
 * the pieces into which a batch is divided count as one.
 */
public sealed interface Schedule {

    /**
     * @param epoch from 0
     * @param step of the whole training, from 0
     * @param steps in the whole training
     * @return a factor in 0 … 1
     */
    double factor(int epoch, long step, long steps);

    /**
     * Rises linearly over the first steps, then the configured rate throughout.
     *
     * @param warmup share of all steps that rise, 0 … 1, rounded to whole steps
     */
    record Constant(double warmup) implements Schedule {
        public Constant {
            checkWarmup(warmup);
        }

        /** The configured rate throughout. */
        public Constant() {
            this(0);
        }

        @Override
        public double factor(int epoch, long step, long steps) {
            long rising = Math.round(warmup * steps);
            return step < rising ? (double) step / rising : 1.0;
        }
    }

    /** Half the rate after every epoch, as FastText's distillation recipe has it. */
    record Halving() implements Schedule {
        @Override
        public double factor(int epoch, long step, long steps) {
            return Math.scalb(1.0, -epoch);
        }
    }

    /**
     * Rises linearly over the first steps, then falls linearly to 0 at the end.
     *
     * @param warmup share of all steps that rise, 0 … 1, rounded to whole steps
     */
    record Linear(double warmup) implements Schedule {
        public Linear {
            checkWarmup(warmup);
        }

        @Override
        public double factor(int epoch, long step, long steps) {
            long rising = Math.round(warmup * steps);
            return step < rising ? (double) step / rising : (double) (steps - step) / Math.max(1, steps - rising);
        }
    }

    /**
     * Rises linearly over the first steps, then falls along half a cosine to 0 at the end.
     *
     * @param warmup share of all steps that rise, 0 … 1, rounded to whole steps
     */
    record Cosine(double warmup) implements Schedule {
        public Cosine {
            checkWarmup(warmup);
        }

        @Override
        public double factor(int epoch, long step, long steps) {
            long rising = Math.round(warmup * steps);
            if (step < rising) {
                return (double) step / rising;
            }
            return 0.5 * (1 + Math.cos(Math.PI * (step - rising) / Math.max(1, steps - rising)));
        }
    }

    private static void checkWarmup(double warmup) {
        if (!(warmup >= 0 && warmup <= 1)) {
            throw new IllegalArgumentException("warmup: found " + warmup + ", expected a share from 0 to 1");
        }
    }
}
