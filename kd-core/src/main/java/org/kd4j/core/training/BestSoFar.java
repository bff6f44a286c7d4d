package org.kd4j.core.training;

import java.io.IOException;
import java.util.OptionalDouble;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.state.Stateful;

/** The evaluations of a training so far, as far as they decide how it goes on. */
final class BestSoFar implements Stateful {
    private final EarlyStopping stopping;
    private double best = Double.NaN;
    private double last = Double.NaN;
    private long bestStep;
    private long evaluations;
    private long sinceBest;

    BestSoFar(EarlyStopping stopping) {
        this.stopping = stopping;
    }

    /** Takes an evaluation after that many steps, and tells whether it is the best. */
    boolean add(double value, long step) {
        last = value;
        evaluations++;
        if (!stopping.improves(value, best)) {
            sinceBest++;
            return false;
        }
        best = value;
        bestStep = step;
        sinceBest = 0;
        return true;
    }

    boolean exhausted() {
        return sinceBest >= stopping.patience();
    }

    /** Whether any evaluation was a number. */
    boolean exists() {
        return !Double.isNaN(best);
    }

    long step() {
        return bestStep;
    }

    OptionalDouble value() {
        return exists() ? OptionalDouble.of(best) : OptionalDouble.empty();
    }

    OptionalDouble last() {
        return evaluations > 0 ? OptionalDouble.of(last) : OptionalDouble.empty();
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        out.doubles("evaluations, best and last", best, last);
        out.longs("evaluations, place of the best, number, since the best", bestStep, evaluations, sinceBest);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        double[] values = in.doubles("evaluations, best and last", 2);
        long[] counts = in.longs("evaluations, place of the best, number, since the best", 3);
        best = values[0];
        last = values[1];
        bestStep = counts[0];
        evaluations = counts[1];
        sinceBest = counts[2];
    }
}
