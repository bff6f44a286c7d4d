package org.kd4j.models.annotator;

import java.util.function.UnaryOperator;

/**
 * What a layer made of its input, and the way back.
 *
 * @param y output, rows one after another
 * @param back from the gradient of y to that of the input; adds to the gradients of the layer's weights on its way
 */
record Applied(float[] y, UnaryOperator<float[]> back) {

    /** This, and then a layer on its output. */
    Applied then(Applied next) {
        return new Applied(next.y, dy -> back.apply(next.back.apply(dy)));
    }
}
