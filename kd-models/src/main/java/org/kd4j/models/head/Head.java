package org.kd4j.models.head;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.TouchedRows;

/** From pooled states to answers, and the way back; its parameters lie behind one another among flat ones. */
public interface Head {

    /** Makes a head whose first parameter is at this place. */
    @FunctionalInterface
    interface Maker {
        Head at(int offset);
    }

    List<ParameterPart> parts();

    /** How many numbers its parameters have. */
    default int length() {
        return parts().stream().mapToInt(ParameterPart::length).sum();
    }

    /** Throws {@link IllegalArgumentException} if the objective cannot be computed on these records. */
    void check(Batch batch, int[] rows, Objective objective);

    /** Sets its parameters to what a training begins with. */
    void initialise(FloatBuffer parameters, SplittableRandom random);

    /**
     * @param pooled [records, width]
     * @return [records][classes]
     */
    float[][] logits(FloatBuffer parameters, float[] pooled);

    /** What a training pass gives: Σ loss over the records, unscaled, and the gradient of the pooled states. */
    record Way(double loss, float[] pooledGradient) {}

    /**
     * Adds to the gradient of the head's parameters.
     *
     * @param pooled [records, width]
     * @param dropout share of what goes into the last layer that is set to 0
     */
    Way learn(
            FloatBuffer parameters,
            FloatBuffer gradient,
            float[] pooled,
            Pass pass,
            double dropout,
            SplittableRandom random);

    /** Tells which rows of its tables a pass over these records gives a gradient; most heads have none. */
    default void touch(Batch batch, TouchedRows touched) {}
}
