package org.kd4j.core.training;

import java.util.function.Function;

/**
 * How {@link GradientStep} steps.
 *
 * @param optimizer the rule
 * @param clipNorm a longer gradient is scaled down to this length, over all parameters of the model that move, and so is
 *     that of the parts that only read it, > 0; infinite for none
 * @param accumulation into how many pieces a batch is divided, one after the other, to need less memory; ≥ 1
 * @param rules how the optimizer treats each part
 * @param threads of the optimizer, ≥ 1; the result does not depend on them
 */
public record StepSettings(
        Optimizer optimizer, double clipNorm, int accumulation, Function<ParameterPart, PartRule> rules, int threads) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public StepSettings {
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("clipNorm: found " + clipNorm + ", expected a number > 0");
        }
        if (accumulation < 1 || threads < 1) {
            throw new IllegalArgumentException("accumulation and threads: found " + accumulation + " and " + threads
                    + ", expected at least 1 of each");
        }
    }

    /** Whole batches, no clipping, the standard rule for every part, all processors. */
    public static StepSettings of(Optimizer optimizer) {
        return new StepSettings(
                optimizer,
                Double.POSITIVE_INFINITY,
                1,
                PartRule::standard,
                Runtime.getRuntime().availableProcessors());
    }

    public StepSettings withClipNorm(double norm) {
        return new StepSettings(optimizer, norm, accumulation, rules, threads);
    }

    public StepSettings withAccumulation(int pieces) {
        return new StepSettings(optimizer, clipNorm, pieces, rules, threads);
    }

    public StepSettings withRules(Function<ParameterPart, PartRule> other) {
        return new StepSettings(optimizer, clipNorm, accumulation, other, threads);
    }

    /** With this factor, ≥ 0, on the rate of what only reads the model. */
    public StepSettings withReadingRate(double factor) {
        return withRules(part -> {
            PartRule rule = rules.apply(part);
            return part.apart() ? rule.scaled(factor) : rule;
        });
    }

    public StepSettings withThreads(int count) {
        return new StepSettings(optimizer, clipNorm, accumulation, rules, count);
    }
}
