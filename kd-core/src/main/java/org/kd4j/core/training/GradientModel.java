package org.kd4j.core.training;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A model that says which way its loss falls; {@link GradientStep} makes a learner of it. Weights and gradient are one
 * vector of numbers each, which the model owns and lays out as it likes, on the heap or outside.
 */
public interface GradientModel {

    /** The weights, in the order of their offsets, without overlap. */
    List<ParameterPart> parts();

    /** All weights, live; an optimizer reads and writes by index. */
    FloatBuffer weights();

    /**
     * The gradient, laid out as the weights; what has been used is set to 0 again. It is asked for first when something
     * is learned, so that a model that only answers need not have one.
     */
    FloatBuffer gradient();

    /**
     * Adds d (scale · Σ objective) / d weights over the records of a pass.
     *
     * @param touched is told the rows of each embedding table that got a gradient
     * @return Σ objective over the records, unscaled; the gradient does not matter where it is not finite
     */
    double addGradient(Pass pass, TouchedRows touched);

    /** Called after every change of the weights. */
    default void weightsChanged() {}
}
