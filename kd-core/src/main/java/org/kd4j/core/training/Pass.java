package org.kd4j.core.training;

import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;

/**
 * One way there and back of a training: what a {@link GradientModel} is asked to learn from at once.
 *
 * @param batch the records, all of them: those of a step, or a piece of them
 * @param objective what they teach
 * @param scale of the gradient: one over the number of records of the step, so that pieces add up to its mean
 * @param terms one number for each of the objective's terms, to which the sum over the records is added, unscaled
 * @param number of the pass in the training, from 0; it names a random stream of the pass's own
 */
public record Pass(Batch batch, Objective objective, double scale, double[] terms, long number) {

    /** The same, with records that count by these weights. */
    public Pass weighted(double[] recordWeights) {
        return new Pass(batch.withWeights(recordWeights), objective, scale, terms, number);
    }

    /** The same records as they teach something else. */
    public Pass with(Objective other) {
        return new Pass(batch, other, scale, terms, number);
    }

    /** The same over other records, as many. */
    public Pass over(Batch other) {
        return new Pass(other, objective, scale, terms, number);
    }

    /** The same with another number. */
    public Pass numbered(long other) {
        return new Pass(batch, objective, scale, terms, other);
    }
}
