package org.kd4j.core.batch;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.Stateful;

/** A small classifier that learns. Its state is its parameters, the optimizer's state and the places of its random streams. */
public interface Student extends Stateful, AutoCloseable {

    /** Number of classes, at least 2. */
    int classes();

    /** Number of parameters that training changes. */
    long parameters();

    /**
     * Logits in evaluation mode: no dropout, and no record's answer depends on its neighbours (to 1e-5).
     *
     * @param tokens token ids without padding; an empty row has a defined answer
     * @return one row of {@link #classes()} logits a row of tokens
     */
    float[][] logits(int[][] tokens);

    /**
     * One optimizer step on the mean of the objective over some of the records.
     *
     * @param rows which of the records, at least one; only their rows are read
     * @param learningRate step size, ≥ 0; the first step of a warm-up has 0
     * @param terms one number for each of the objective's terms, to which the sum over the rows is added
     * @return the mean loss before the step; where it is not finite, no parameter need have moved
     */
    double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms);

    /** The same, where nobody asks for the terms. */
    default double learn(Batch records, int[] rows, Objective objective, double learningRate) {
        return learn(
                records,
                rows,
                objective,
                learningRate,
                new double[objective.terms().size()]);
    }

    /** The same over all records of a batch. */
    default double learn(Batch batch, Objective objective, double learningRate) {
        return learn(batch, IntStream.range(0, batch.size()).toArray(), objective, learningRate);
    }

    /**
     * How much each record counts by the early readout as it is now, in evaluation mode.
     *
     * @return one weight a record, as {@link Dedier#weight} has it; what the records have themselves is not read
     * @throws IllegalArgumentException if the student has no early readout
     */
    default double[] weights(Batch records, Dedier objective) {
        throw new IllegalArgumentException("objective: found " + objective + ", expected one without an early readout");
    }

    /** How much each record of the last step counted, in the order of its rows; none where the objective weighs no records. */
    default double[] stepWeights() {
        return new double[0];
    }

    /**
     * What it learns from beside records and objective, so that a training that learns from something else does not go on from
     * its state; empty where there is nothing.
     */
    default String learnsFrom() {
        return "";
    }

    /**
     * Writes the student as a file that DL4J opens, by {@code ComputationGraph.load}, or {@code SameDiff.load} where it is
     * such a graph; it appears whole or not at all.
     */
    void save(Path file);

    @Override
    void close();
}
