package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.models.head.HeadKind;

/**
 * A head that reads the states of an early block, a vector a record, while a student learns: a layer of the states' width with
 * GELU, and one that makes logits of it. It learns from the labels, and moves nothing below it, nor does it count where the
 * student's gradient is clipped; it is no part of the student that is saved.
 */
final class EarlyReadout {
    private final ClassifierHead head;

    /** @param offset of its first number among the flat parameters */
    EarlyReadout(int width, int classes, int offset) {
        head = new ClassifierHead("readout.", width, HeadKind.GELU, classes, offset);
    }

    List<ParameterPart> parts() {
        return head.parts().stream().map(ParameterPart::readingOnly).toList();
    }

    int length() {
        return head.length();
    }

    void initialise(FloatBuffer parameters, SplittableRandom random) {
        head.initialise(parameters, random);
    }

    /**
     * How much records count by what is read of them, as the readout is now.
     *
     * @param states of the records, [records, width]
     */
    double[] weights(FloatBuffer parameters, float[] states, int[] labels, Dedier objective) {
        float[][] logits = head.logits(parameters, states);
        double[] weights = new double[labels.length];
        double[] readout = new double[head.classes()];
        for (int record = 0; record < weights.length; record++) {
            for (int c = 0; c < readout.length; c++) {
                readout[c] = logits[record][c];
            }
            weights[record] = objective.weight(readout, labels[record]);
        }
        return weights;
    }

    /**
     * Adds the gradient of its own term.
     *
     * @return the sum of the term over the records, unscaled
     */
    double learn(FloatBuffer parameters, FloatBuffer gradient, float[] states, Pass pass, Dedier objective) {
        SplittableRandom none = new SplittableRandom(0);
        return head.learn(parameters, gradient, states, pass.with(objective.auxiliary()), 0, none)
                .loss();
    }
}
