package org.kd4j.core.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.HardLabels;

/** A model with any parts whose loss and gradient a test writes down. */
class GivenGradients implements GradientModel {
    private static final Batch RECORD = Batch.of(List.of("r"), new int[1][0], new int[1]);

    final float[] weights;
    final float[] next;
    final List<Integer> nextTouched;
    double loss = 1.0;
    private final List<ParameterPart> parts;
    private final float[] gradient;

    GivenGradients(List<ParameterPart> parts, List<Integer> touched) {
        this.parts = parts;
        this.nextTouched = touched;
        int length = parts.stream().mapToInt(ParameterPart::length).sum();
        weights = new float[length];
        next = new float[length];
        gradient = new float[length];
    }

    /** One step on {@link #next}. */
    void step(GradientStep step, double rate) {
        step.learn(RECORD, new int[] {0}, new HardLabels(), rate, new double[1]);
    }

    @Override
    public List<ParameterPart> parts() {
        return parts;
    }

    @Override
    public FloatBuffer weights() {
        return FloatBuffer.wrap(weights);
    }

    @Override
    public FloatBuffer gradient() {
        return FloatBuffer.wrap(gradient);
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        for (int i = 0; i < next.length; i++) {
            gradient[i] += next[i];
        }
        nextTouched.forEach(row -> touched.add(parts.get(0).name(), row));
        return loss;
    }
}
